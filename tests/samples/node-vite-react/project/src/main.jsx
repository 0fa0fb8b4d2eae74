import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Link, Route, Routes } from "react-router";

const api = import.meta.env.VITE_API_URL ?? "/api";

function Tasks() {
  return (
    <main>
      <h1>{import.meta.env.VITE_TITLE ?? "Tasks"}</h1>
      <p>Tasks come from {api}.</p>
      <Link to="/about">About</Link>
    </main>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <BrowserRouter>
      <Routes>
        <Route path="/" element={<Tasks />} />
        <Route path="/about" element={<p>A list of tasks.</p>} />
      </Routes>
    </BrowserRouter>
  </StrictMode>,
);
