"""Long jobs: due until done, with progress, cancelled or resumed by people, carried out by a worker."""
