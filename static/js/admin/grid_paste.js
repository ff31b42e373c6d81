// Pasting a block of cells from a spreadsheet into the grid fills the fields to the right and below.
// Without this script a field takes what is pasted like any other.

function cellsOf(text) {
  return text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
}

function fieldsOf(row) {
  return [...row.querySelectorAll("td input[type=text]")];
}

for (const grid of document.querySelectorAll("[data-grid]")) {
  grid.addEventListener("paste", (event) => {
    const field = event.target;
    const block = cellsOf(event.clipboardData.getData("text/plain"));
    if (!field.matches("td input[type=text]") || (block.length === 1 && block[0].length === 1)) return;
    event.preventDefault();
    const rows = [...grid.tBodies[0].rows];
    const top = rows.indexOf(field.closest("tr"));
    const left = fieldsOf(rows[top]).indexOf(field);
    block.forEach((cells, down) => {
      const fields = rows[top + down] ? fieldsOf(rows[top + down]) : [];
      cells.forEach((text, right) => {
        const target = fields[left + right];
        if (!target) return;
        target.value = text.trim();
        target.dispatchEvent(new Event("input", { bubbles: true }));
        target.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  });
}
