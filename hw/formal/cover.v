// SPDX-License-Identifier: Apache-2.0
// A cover statement as the assertion that it is never reached.
module \$cover (input A, EN);
  \$assert _TECHMAP_REPLACE_ (.A(!A), .EN(EN));
endmodule
