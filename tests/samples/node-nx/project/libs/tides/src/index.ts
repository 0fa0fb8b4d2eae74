export const describe = (harbor: string, meters: number): string => `${harbor}: ${meters.toFixed(1)} m`;
