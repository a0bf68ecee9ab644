"""A synthetic caseload to try the service with: nobody in it is real, and every case says so."""
