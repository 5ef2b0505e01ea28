"""How each country writes numbers and dates: a package a language and country; a country without one takes the
language's own. Another country is another package here, nothing else."""
