"""The pages of offices and administrators, a module each; app/pages/admin*.py open them."""
