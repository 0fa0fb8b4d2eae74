import { index, route } from "@react-router/dev/routes";

export default [index("routes/home.jsx"), route("cards/:id", "routes/card.jsx")];
