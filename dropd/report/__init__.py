"""What people and programs see of a job: status.json, status.html, logs and error.txt."""
