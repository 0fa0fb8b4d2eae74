const list = document.querySelector("#plants");
const response = await fetch(`${import.meta.env.VITE_API_URL}/plants`);
for (const plant of await response.json()) {
  const item = document.createElement("li");
  item.textContent = plant.name;
  list.append(item);
}
