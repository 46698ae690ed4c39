import { readDeclarations } from '../check/declaration.ts';

/** cel-go's extensions that Kubernetes enables: strings (2), sets, lists (3), optionals (2), maps. */
export const extensionDeclarations = readDeclarations(`
  string_char_at_int: string . charAt(int) -> string
  string_index_of_string: string . indexOf(string) -> int
  string_index_of_string_int: string . indexOf(string, int) -> int
  string_last_index_of_string: string . lastIndexOf(string) -> int
  string_last_index_of_string_int: string . lastIndexOf(string, int) -> int
  string_lower_ascii: string . lowerAscii() -> string
  string_replace_string_string: string . replace(string, string) -> string
  string_replace_string_string_int: string . replace(string, string, int) -> string
  string_split_string: string . split(string) -> list(string)
  string_split_string_int: string . split(string, int) -> list(string)
  string_substring_int: string . substring(int) -> string
  string_substring_int_int: string . substring(int, int) -> string
  string_trim: string . trim() -> string
  string_upper_ascii: string . upperAscii() -> string
  string_format: string . format(list(dyn)) -> string
  strings_quote: strings.quote(string) -> string
  list_join: list(string) . join() -> string
  list_join_string: list(string) . join(string) -> string
  list_sets_contains_list: sets.contains(list(T), list(T)) -> bool
  list_sets_equivalent_list: sets.equivalent(list(T), list(T)) -> bool
  list_sets_intersects_list: sets.intersects(list(T), list(T)) -> bool
  list_slice: list(T) . slice(int, int) -> list(T)
  list_flatten: list(list(T)) . flatten() -> list(T)
  list_flatten_int: list(dyn) . flatten(int) -> list(dyn)
  list_int_sort: list(int) . sort() -> list(int)
  list_uint_sort: list(uint) . sort() -> list(uint)
  list_double_sort: list(double) . sort() -> list(double)
  list_bool_sort: list(bool) . sort() -> list(bool)
  list_google.protobuf.Duration_sort: list(duration) . sort() -> list(duration)
  list_google.protobuf.Timestamp_sort: list(timestamp) . sort() -> list(timestamp)
  list_string_sort: list(string) . sort() -> list(string)
  list_bytes_sort: list(bytes) . sort() -> list(bytes)
  list_int_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(int)) -> list(T)
  list_uint_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(uint)) -> list(T)
  list_double_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(double)) -> list(T)
  list_bool_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(bool)) -> list(T)
  list_google.protobuf.Duration_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(duration)) -> list(T)
  list_google.protobuf.Timestamp_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(timestamp)) -> list(T)
  list_string_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(string)) -> list(T)
  list_bytes_sortByAssociatedKeys: list(T) . @sortByAssociatedKeys(list(bytes)) -> list(T)
  lists_range: lists.range(int) -> list(int)
  list_reverse: list(T) . reverse() -> list(T)
  list_distinct: list(T) . distinct() -> list(T)
  optional_of: optional.of(V) -> optional(V)
  optional_ofNonZeroValue: optional.ofNonZeroValue(V) -> optional(V)
  optional_none: optional.none() -> optional(V)
  optional_value: optional(V) . value() -> V
  optional_hasValue: optional(V) . hasValue() -> bool
  optional_or_optional: optional(V) . or(optional(V)) -> optional(V)
  optional_orValue_value: optional(V) . orValue(V) -> V
  list_optindex_optional_int: _[?_](list(V), int) -> optional(V)
  optional_list_optindex_optional_int: _[?_](optional(list(V)), int) -> optional(V)
  map_optindex_optional_value: _[?_](map(K, V), K) -> optional(V)
  optional_map_optindex_optional_value: _[?_](optional(map(K, V)), K) -> optional(V)
  optional_list_index_int: _[_](optional(list(V)), int) -> optional(V)
  optional_map_index_value: _[_](optional(map(K, V)), K) -> optional(V)
  list_last: list(V) . last() -> optional(V)
  list_first: list(V) . first() -> optional(V)
  optional_unwrap: optional.unwrap(list(optional(V))) -> list(V)
  optional_unwrapOpt: list(optional(V)) . unwrapOpt() -> list(V)
  @mapInsert_map_key_value: cel.@mapInsert(map(K, V), K, V) -> map(K, V)
  @mapInsert_map_map: cel.@mapInsert(map(K, V), map(K, V)) -> map(K, V)
`);

/** Kubernetes' own libraries in the environment of a CRD's rules. */
export const kubernetesDeclarations = readDeclarations(`
  list_int_is_sorted_bool: list(int) . isSorted() -> bool
  list_uint_is_sorted_bool: list(uint) . isSorted() -> bool
  list_double_is_sorted_bool: list(double) . isSorted() -> bool
  list_bool_is_sorted_bool: list(bool) . isSorted() -> bool
  list_duration_is_sorted_bool: list(duration) . isSorted() -> bool
  list_timestamp_is_sorted_bool: list(timestamp) . isSorted() -> bool
  list_string_is_sorted_bool: list(string) . isSorted() -> bool
  list_bytes_is_sorted_bool: list(bytes) . isSorted() -> bool
  list_int_sum_int: list(int) . sum() -> int
  list_uint_sum_uint: list(uint) . sum() -> uint
  list_double_sum_double: list(double) . sum() -> double
  list_duration_sum_duration: list(duration) . sum() -> duration
  list_int_max_int: list(int) . max() -> int
  list_uint_max_uint: list(uint) . max() -> uint
  list_double_max_double: list(double) . max() -> double
  list_bool_max_bool: list(bool) . max() -> bool
  list_duration_max_duration: list(duration) . max() -> duration
  list_timestamp_max_timestamp: list(timestamp) . max() -> timestamp
  list_string_max_string: list(string) . max() -> string
  list_bytes_max_bytes: list(bytes) . max() -> bytes
  list_int_min_int: list(int) . min() -> int
  list_uint_min_uint: list(uint) . min() -> uint
  list_double_min_double: list(double) . min() -> double
  list_bool_min_bool: list(bool) . min() -> bool
  list_duration_min_duration: list(duration) . min() -> duration
  list_timestamp_min_timestamp: list(timestamp) . min() -> timestamp
  list_string_min_string: list(string) . min() -> string
  list_bytes_min_bytes: list(bytes) . min() -> bytes
  list_a_index_of_int: list(A) . indexOf(A) -> int
  list_a_last_index_of_int: list(A) . lastIndexOf(A) -> int
  string_find_string: string . find(string) -> string
  string_find_all_string: string . findAll(string) -> list(string)
  string_find_all_string_int: string . findAll(string, int) -> list(string)
  string_to_url: url(string) -> URL
  url_get_scheme: URL . getScheme() -> string
  url_get_host: URL . getHost() -> string
  url_get_hostname: URL . getHostname() -> string
  url_get_port: URL . getPort() -> string
  url_get_escaped_path: URL . getEscapedPath() -> string
  url_get_query: URL . getQuery() -> map(string, list(string))
  is_url_string: isURL(string) -> bool
  string_to_quantity: quantity(string) -> Quantity
  is_quantity_string: isQuantity(string) -> bool
  quantity_sign: sign(Quantity) -> int
  quantity_is_greater_than: Quantity . isGreaterThan(Quantity) -> bool
  quantity_is_less_than: Quantity . isLessThan(Quantity) -> bool
  quantity_compare_to: Quantity . compareTo(Quantity) -> int
  quantity_get_float: Quantity . asApproximateFloat() -> double
  quantity_get_int: Quantity . asInteger() -> int
  quantity_is_integer: Quantity . isInteger() -> bool
  quantity_add: Quantity . add(Quantity) -> Quantity
  quantity_add_int: Quantity . add(int) -> Quantity
  quantity_sub: Quantity . sub(Quantity) -> Quantity
  quantity_sub_int: Quantity . sub(int) -> Quantity
  string_to_ip: ip(string) -> IP
  ip_family: IP . family() -> int
  ip_is_canonical: ip.isCanonical(string) -> bool
  ip_is_unspecified: IP . isUnspecified() -> bool
  ip_is_loopback: IP . isLoopback() -> bool
  ip_is_link_local_multicast: IP . isLinkLocalMulticast() -> bool
  ip_is_link_local_unicast: IP . isLinkLocalUnicast() -> bool
  ip_is_global_unicast: IP . isGlobalUnicast() -> bool
  is_ip: isIP(string) -> bool
  ip_to_string: string(IP) -> string
  string_to_cidr: cidr(string) -> CIDR
  cidr_contains_ip_string: CIDR . containsIP(string) -> bool
  cidr_contains_ip_ip: CIDR . containsIP(IP) -> bool
  cidr_contains_cidr_string: CIDR . containsCIDR(string) -> bool
  cidr_contains_cidr: CIDR . containsCIDR(CIDR) -> bool
  cidr_ip: CIDR . ip() -> IP
  cidr_prefix_length: CIDR . prefixLength() -> int
  cidr_masked: CIDR . masked() -> CIDR
  is_cidr: isCIDR(string) -> bool
  cidr_to_string: string(CIDR) -> string
  format.dns1123Label: format.dns1123Label() -> Format
  format.dns1123Subdomain: format.dns1123Subdomain() -> Format
  format.dns1035Label: format.dns1035Label() -> Format
  format.qualifiedName: format.qualifiedName() -> Format
  format.dns1123LabelPrefix: format.dns1123LabelPrefix() -> Format
  format.dns1123SubdomainPrefix: format.dns1123SubdomainPrefix() -> Format
  format.dns1035LabelPrefix: format.dns1035LabelPrefix() -> Format
  format.labelValue: format.labelValue() -> Format
  format.uri: format.uri() -> Format
  format.uuid: format.uuid() -> Format
  format.byte: format.byte() -> Format
  format.date: format.date() -> Format
  format.datetime: format.datetime() -> Format
  format-validate: Format . validate(string) -> optional(list(string))
  format-named: format.named(string) -> optional(Format)
  string_to_semver: semver(string) -> Semver
  is_semver_string: isSemver(string) -> bool
  semver_is_greater_than: Semver . isGreaterThan(Semver) -> bool
  semver_is_less_than: Semver . isLessThan(Semver) -> bool
  semver_compare_to: Semver . compareTo(Semver) -> int
  semver_major: Semver . major() -> int
  semver_minor: Semver . minor() -> int
  semver_patch: Semver . patch() -> int
  string_bool_to_semver: semver(string, bool) -> Semver
  is_semver_string_bool: isSemver(string, bool) -> bool
`);
