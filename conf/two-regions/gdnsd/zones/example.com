; /etc/gdnsd/zones/example.com: answers live for 30 s, so that players follow a change soon.
@     900 SOA ns1 hostmaster 2026112201 7200 1800 1209600 900
@     900 NS  ns1
@     900 NS  ns2
ns1   900 A   192.0.2.10
ns2   900 A   198.51.100.10
play   30 DYNA geoip!play
