# SPDX-License-Identifier: Apache-2.0
# A TSV as text with its columns in line, and an empty line behind it; give the file twice.
BEGIN { FS = "\t" }
FNR == NR { for (i = 1; i <= NF; i++) if (length($i) > width[i]) width[i] = length($i); next }
{ for (i = 1; i < NF; i++) printf "%-" width[i] + 2 "s", $i; print $NF }
END { print "" }
