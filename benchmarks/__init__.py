"""Where the README's figures come from: ratios, both sides measured in the same run."""
