"""Pages of the dashboard: siblings with one function `render`, each a whole page; `app` puts them into the menu."""
