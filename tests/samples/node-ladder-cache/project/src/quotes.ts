export interface Quote {
  id: number;
  text: string;
}

export const quotes: Quote[] = [
  { id: 1, text: "Simplicity is prerequisite for reliability." },
  { id: 2, text: "Deleted code is debugged code." },
];
