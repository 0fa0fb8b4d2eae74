export function load({ url }) {
	return { guest: url.searchParams.get('guest') ?? 'guest' };
}
