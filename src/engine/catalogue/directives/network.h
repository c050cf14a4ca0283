/* Rows of the catalogue: which networks and addresses the service reaches.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (PRIVATE_NETWORK, "PrivateNetwork",
              boolean, NULL, 0, HN_GROUP_NETWORK, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Cut off the network"),
              N_ ("The service sees only a loopback of its own, without any connection. An "
                  "intruder can neither reach the service from outside nor carry data off."),
              N_ ("Everything that talks to the network stops, connections to other services on "
                  "127.0.0.1 included. Sockets passed by a .socket unit and Unix sockets in "
                  "files still work."))
HN_EVIDENCE (PRIVATE_NETWORK,
             HN_USES (FAMILY, "AF_INET") HN_USES (FAMILY, "AF_INET6")
             HN_USES (FAMILY, "AF_PACKET") HN_USES (ADDRESS, "*"))

HN_DIRECTIVE (RESTRICT_ADDRESS_FAMILIES, "RestrictAddressFamilies",
              families, NULL, 211, HN_GROUP_NETWORK, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "", "",
              N_ ("Allow only the kinds of socket it needs"),
              N_ ("The service can open only the listed kinds of socket, for example AF_UNIX "
                  "AF_INET AF_INET6. Rare kinds have little-tested kernel code, a favourite "
                  "start for taking over the kernel."),
              N_ ("Programs that list network interfaces or talk to the kernel need AF_NETLINK, "
                  "and log messages need AF_UNIX. Add a kind when 'address family not supported' "
                  "appears."))

HN_DIRECTIVE (IP_ADDRESS_ALLOW, "IPAddressAllow",
              addresses, NULL, 235, HN_GROUP_NETWORK, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_EXCEPTION | HN_REACH_AT_ONCE, OPENS, "", "",
              N_ ("Name the addresses it may talk to"),
              N_ ("Opens exceptions in IPAddressDeny=. With localhost alone an intruder cannot "
                  "send stolen data to the internet, nor be steered from there."),
              N_ ("Name servers, proxies and update servers count too. Each one missing from the "
                  "list shows up as a failed connection."))

HN_DIRECTIVE (IP_ADDRESS_DENY, "IPAddressDeny",
              addresses, NULL, 235, HN_GROUP_NETWORK, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, CLOSES, "", "",
              N_ ("Block foreign addresses"),
              N_ ("Packets from and to these addresses are dropped. With any, only what "
                  "IPAddressAllow= lists is left, which keeps a hijacked service from calling "
                  "home or attacking neighbours."),
              N_ ("With any and no exceptions, all internet traffic stops, name look-ups too. "
                  "Allow localhost and the networks of its clients."))
HN_EVIDENCE (IP_ADDRESS_DENY,
             HN_USES (ADDRESS, "*") HN_NOT (ADDRESS, "abstract"))

HN_DIRECTIVE (IP_INGRESS_FILTER_PATH, "IPIngressFilterPath",
              filter_paths, NULL, 243, HN_GROUP_NETWORK, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Filter incoming packets with a BPF program"),
              N_ ("A filter program of yours decides about every packet that the service "
                  "receives. It can turn away attackers before the service sees a byte."),
              N_ ("A filter that is too strict cuts off clients; one that is not loaded at the "
                  "start is skipped, with a warning in the log only."))

HN_DIRECTIVE (IP_EGRESS_FILTER_PATH, "IPEgressFilterPath",
              filter_paths, NULL, 243, HN_GROUP_NETWORK, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Filter outgoing packets with a BPF program"),
              N_ ("A filter program of yours decides about every packet that the service sends. "
                  "It can stop stolen data on its way out."),
              N_ ("A filter that is too strict stops answers to clients. When the program is "
                  "missing the service runs unfiltered."))

HN_DIRECTIVE (BPF_PROGRAM, "BPFProgram",
              string, NULL, 249, HN_GROUP_NETWORK, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Attach BPF programs of yours"),
              N_ ("Runs given kernel programs at points such as connect or bind for this "
                  "service, to allow or refuse what it does. A manipulated program would instead "
                  "watch or bend its traffic."),
              N_ ("Programs that are missing at the start are skipped, and a faulty one can "
                  "refuse connections that are needed."))

HN_DIRECTIVE (SOCKET_BIND_ALLOW, "SocketBindAllow",
              sockets, NULL, 249, HN_GROUP_NETWORK, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_EXCEPTION | HN_REACH_AT_ONCE, OPENS, "", "",
              N_ ("Name the ports it may open"),
              N_ ("Opens exceptions in SocketBindDeny=. The service can listen on its own port "
                  "only, so that an intruder cannot set up a hidden server beside it."),
              N_ ("A port that is missing from the list cannot be opened, ports for status pages "
                  "and replies in active FTP included."))

HN_DIRECTIVE (SOCKET_BIND_DENY, "SocketBindDeny",
              sockets, NULL, 249, HN_GROUP_NETWORK, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, CLOSES, "", "",
              N_ ("Forbid opening ports"),
              N_ ("With any, the service can listen on the ports of SocketBindAllow= alone. "
                  "Otherwise an intruder sets up a server on this machine, or takes the place of "
                  "one that is stopped."),
              N_ ("Without the matching SocketBindAllow= the service cannot start listening and "
                  "usually stops. Sockets passed in by a .socket unit are not affected."))

HN_DIRECTIVE (RESTRICT_NETWORK_INTERFACES, "RestrictNetworkInterfaces",
              interfaces, NULL, 250, HN_GROUP_NETWORK, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, UNKNOWN, "", "",
              N_ ("Allow only chosen network cards"),
              N_ ("The service sends and receives only through the listed interfaces. An "
                  "intruder in a server for the inner network gets no way to the outside through "
                  "another card."),
              N_ ("Traffic on unlisted interfaces is dropped silently; lo has to be listed as "
                  "well when it talks to 127.0.0.1. Interfaces get new names at times."))

HN_DIRECTIVE (BIND_NETWORK_INTERFACE, "BindNetworkInterface",
              string, NULL, 260, HN_GROUP_NETWORK, HN_RISK_MEDIUM,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Tie its connections to one network card"),
              N_ ("Every socket of the service is bound to this interface. Its traffic cannot "
                  "leave through another network, for example past a VPN."),
              N_ ("When the interface is missing, connections fail; local connections over "
                  "127.0.0.1 may fail as well."))

HN_DIRECTIVE (NFT_SET, "NFTSet",
              string, NULL, 255, HN_GROUP_NETWORK, HN_RISK_MEDIUM,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Tell the firewall which packets are its own"),
              N_ ("Adds the service's group, user or control group to a set of the firewall, so "
                  "that rules can single it out. Without it, rules by port or address often "
                  "cover more than this service."),
              N_ ("It changes nothing by itself; the firewall's tables and sets must exist, and "
                  "mistakes in them are only logged."))
