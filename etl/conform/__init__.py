"""Text as the sources sent it becomes typed canonical tables; every row is accounted for."""
