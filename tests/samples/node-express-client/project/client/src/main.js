const cards = await (await fetch("/api/cards")).json();

document.querySelector("#cards").innerHTML = cards.map((card) => `<li>${card.title}</li>`).join("");
