#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The driver on the RTL, apart because it takes as long as the others together.
MODELS=rtl exec "$(dirname "$0")/test-driver.sh"
