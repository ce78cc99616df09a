"""What every page needs: who is looking, headers, error pages, limits, assets, paging, the page cache."""
