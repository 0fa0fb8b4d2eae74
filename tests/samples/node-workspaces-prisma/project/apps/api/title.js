export const title = "guestbook";
