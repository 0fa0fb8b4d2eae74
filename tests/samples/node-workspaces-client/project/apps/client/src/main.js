document.querySelector("#app").textContent = "Hello planner";
