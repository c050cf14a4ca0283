# SPDX-License-Identifier: GPL-3.0-or-later
"""Well-known services as Debian brings them: how they are made ready for trials, and how one sees
that they do their work, beyond what their recipes say."""

import collections

Row = collections.namedtuple("Row", "unit checks setup others instead")

CAPABILITIES = (
    "CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETGID "
    "CAP_SETUID CAP_SETPCAP CAP_LINUX_IMMUTABLE CAP_NET_BIND_SERVICE CAP_NET_BROADCAST "
    "CAP_NET_ADMIN CAP_NET_RAW CAP_IPC_LOCK CAP_IPC_OWNER CAP_SYS_MODULE CAP_SYS_RAWIO "
    "CAP_SYS_CHROOT CAP_SYS_PTRACE CAP_SYS_PACCT CAP_SYS_ADMIN CAP_SYS_BOOT CAP_SYS_NICE "
    "CAP_SYS_RESOURCE CAP_SYS_TIME CAP_SYS_TTY_CONFIG CAP_MKNOD CAP_LEASE CAP_AUDIT_WRITE "
    "CAP_AUDIT_CONTROL CAP_SETFCAP CAP_MAC_OVERRIDE CAP_MAC_ADMIN CAP_SYSLOG CAP_WAKE_ALARM "
    "CAP_BLOCK_SUSPEND CAP_AUDIT_READ CAP_PERFMON CAP_BPF CAP_CHECKPOINT_RESTORE").split()

# Those of the lab.
LAB = ("nginx.service", "redis-server.service", "postgresql@17-main.service", "ssh.service",
       "rsyslog.service", "avahi-daemon.service", "chrony.service")


def row(unit, *checks, setup="", others=(), instead=False):
    """instead: in place of what its recipe says, as it has other ports here."""
    return Row(unit, checks, setup, others, instead)


def command(text):
    return "command", text


def url(text):
    return "url", text


def port(text):
    return "port", text


ROWS = (
    row('nginx.service',
        url('http://127.0.0.1/'),
        command('systemctl reload nginx.service'),
        command('systemctl kill --kill-whom=main --signal=USR1 nginx.service'),
        url('http://127.0.0.1/'),
        others=('apache2.service', 'lighttpd.service',)),
    row('apache2.service',
        url('http://127.0.0.1/'),
        command('systemctl reload apache2.service'),
        url('http://127.0.0.1/'),
        others=('nginx.service', 'lighttpd.service',)),
    row('lighttpd.service',
        url('http://127.0.0.1/'),
        setup='mkdir -p /var/www/html; echo hi >/var/www/html/index.html',
        others=('nginx.service', 'apache2.service',)),
    row('haproxy.service',
        url('http://127.0.0.1:8404/stats'),
        command('systemctl reload haproxy.service'),
        url('http://127.0.0.1:8404/stats'),
        setup="grep -q '^frontend stats' /etc/haproxy/haproxy.cfg || printf 'frontend "
              'stats\\n  bind 127.0.0.1:8404\\n  mode http\\n  stats enable\\n  stats uri '
              "/stats\\n' >>/etc/haproxy/haproxy.cfg",
        instead=True),
    row('squid.service',
        command("curl -s -o /dev/null -w '%{http_code}' -x http://127.0.0.1:3128 "
                "http://127.0.0.1:9/ | grep -q '[1-5][0-9][0-9]'")),
    row('caddy.service',
        url('http://127.0.0.1:8089/'),
        command('systemctl reload caddy.service'),
        url('http://127.0.0.1:8089/'),
        setup="printf '{\\n admin localhost:2019\\n}\\n:8089 {\\n respond hi\\n}\\n' "
              '>/etc/caddy/Caddyfile'),
    row('php8.4-fpm.service',
        command("s=$(ls /run/php/php*-fpm.sock | head -1); echo '<?php echo 6*7;' "
                '>/var/www/probe.php; SCRIPT_FILENAME=/var/www/probe.php '
                'REQUEST_METHOD=GET cgi-fcgi -bind -connect $s | grep -q 42'),
        setup='mkdir -p /var/www'),
    row('redis-server.service',
        command('redis-cli set hardnut 1 | grep -q OK'),
        command('redis-cli bgsave >/dev/null; for i in 1 2 3 4 5 6 7 8 9; do redis-cli '
                'info persistence | grep -q rdb_bgsave_in_progress:0 && break; sleep 0.2; '
                'done; redis-cli info persistence | grep -q rdb_last_bgsave_status:ok')),
    row('memcached.service',
        command('python3 -c "import socket; s=socket.create_connection((\'127.0.0.1\', '
                "11211), 5); f=s.makefile('rwb'); f.write(b'set a 0 9 1\\r\\n1\\r\\nget "
                'a\\r\\nquit\\r\\n\'); f.flush(); assert b\'VALUE a\' in f.read()"')),
    row('postgresql@17-main.service',
        port('5432'),
        command("runuser -u postgres -- psql -qAtc 'create temp table t(a int); insert "
                "into t select generate_series(1,1000); select sum(a) from t' | grep -q "
                '500500'),
        command("runuser -u postgres -- psql -qAtc 'set max_parallel_workers_per_gather=2; "
                'set parallel_setup_cost=0; set parallel_tuple_cost=0; set '
                "min_parallel_table_scan_size=0; select count(*) from pg_class' | grep -q "
                '.'),
        command('runuser -u postgres -- psql -qAtc checkpoint')),
    row('mariadb.service',
        port('3306'),
        command("mariadb -Ne 'create database if not exists hn; create table if not exists "
                "hn.t (a int); insert into hn.t values (42); select a from hn.t limit 1' | "
                'grep -q 42')),
    row('ssh.service',
        port('22 SSH-2.0'),
        command('ssh -q -o BatchMode=yes -o StrictHostKeyChecking=no -i /root/.ssh/hn '
                'root@127.0.0.1 true'),
        setup="mkdir -p /root/.ssh; [ -e /root/.ssh/hn ] || ssh-keygen -q -t ed25519 -N '' "
              '-f /root/.ssh/hn; cat /root/.ssh/hn.pub >>/root/.ssh/authorized_keys; chmod '
              '700 /root/.ssh'),
    row('cron.service'),
    row('atd.service',
        command("rm -f /var/tmp/hn-at; echo 'touch /var/tmp/hn-at' | at now 2>/dev/null; "
                'for i in $(seq 30); do [ -e /var/tmp/hn-at ] && exit 0; sleep 0.2; done; '
                'exit 1')),
    row('rsyslog.service',
        command('w=hn$$$(date +%N); logger $w; for i in $(seq 30); do grep -q $w '
                '/var/log/syslog && exit 0; sleep 0.2; done; exit 1'),
        command('systemctl kill --kill-whom=main --signal=HUP rsyslog.service; '
                'w=hn$$$(date +%N); logger $w; for i in $(seq 30); do grep -q $w '
                '/var/log/syslog && exit 0; sleep 0.2; done; exit 1')),
    row('avahi-daemon.service',
        command('avahi-resolve -n $(hostname).local >/dev/null 2>&1; busctl --timeout=5 '
                'call org.freedesktop.Avahi / org.freedesktop.Avahi.Server GetState | grep '
                "-q 'i 2'"),
        command('systemctl reload avahi-daemon.service')),
    row('cups.service',
        command("lpstat -r | grep -q 'is running'"),
        command('lpadmin -p hn -E -v file:///dev/null -m raw 2>/dev/null; echo hi | lp -d '
                'hn >/dev/null && for i in $(seq 30); do lpstat -W completed -o hn | grep '
                '-q hn- && exit 0; sleep 0.2; done; exit 1'),
        setup="grep -q FileDevice /etc/cups/cups-files.conf || echo 'FileDevice Yes' "
              '>>/etc/cups/cups-files.conf'),
    row('chrony.service',
        command('chronyc -h 127.0.0.1 -n tracking >/dev/null'),
        command('chronyc -n sources >/dev/null')),
    row('accounts-daemon.service',
        command('busctl --timeout=5 call org.freedesktop.Accounts '
                '/org/freedesktop/Accounts org.freedesktop.Accounts FindUserByName s root '
                '| grep -q User0')),
    row('colord.service',
        command('busctl --timeout=5 call org.freedesktop.ColorManager '
                '/org/freedesktop/ColorManager org.freedesktop.ColorManager GetDevices '
                '>/dev/null'),
        command('busctl --timeout=5 call org.freedesktop.ColorManager '
                '/org/freedesktop/ColorManager org.freedesktop.ColorManager CreateProfile '
                "'ssa{ss}' hn$$$(date +%N) temp 0 >/dev/null")),
    row('udisks2.service',
        command('busctl --timeout=5 get-property org.freedesktop.UDisks2 '
                '/org/freedesktop/UDisks2/Manager org.freedesktop.UDisks2.Manager Version '
                '>/dev/null')),
    row('upower.service',
        command('busctl --timeout=5 call org.freedesktop.UPower /org/freedesktop/UPower '
                'org.freedesktop.UPower EnumerateDevices >/dev/null')),
    row('rtkit-daemon.service',
        command('busctl --timeout=5 get-property org.freedesktop.RealtimeKit1 '
                '/org/freedesktop/RealtimeKit1 org.freedesktop.RealtimeKit1 '
                "MaxRealtimePriority | grep -q 'i '"),
        command('python3 -c "\nimport '
                "dbus,os\nb=dbus.SystemBus();o=b.get_object('org.freedesktop.RealtimeKit1','/org/freedesktop/RealtimeKit1')\nimport "
                "resource;resource.setrlimit(resource.RLIMIT_RTTIME,(100000,100000))\no.MakeThreadHighPriority(dbus.UInt64(os.getpid()),dbus.Int32(-5),dbus_interface='org.freedesktop.RealtimeKit1')\nassert "
                'os.getpriority(os.PRIO_PROCESS,0)==-5"')),
    row('tor@default.service',
        command('python3 -c "import '
                'socket,sys;s=socket.create_connection((\'127.0.0.1\',9050),3);s.sendall(bytes([5,1,0]));sys.exit(s.recv(2)!=bytes([5,0]))"'),
        command('systemctl reload tor@default.service')),
    row('systemd-resolved.service',
        command('resolvectl query --cache=no localhost >/dev/null'),
        command('python3 -c "import '
                'socket,sys;s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(4);s.sendto(bytes.fromhex(\'123401000001000000000000096c6f63616c686f73740000010001\'),(\'127.0.0.53\',53));sys.exit(s.recv(512)[:2]!=bytes.fromhex(\'1234\'))"')),
    row('systemd-machined.service',
        command('machinectl list --no-legend >/dev/null && systemctl is-active -q '
                'systemd-machined')),
    row('systemd-hostnamed.service',
        command('hostnamectl set-hostname lab && [ $(hostname) = lab ] && hostnamectl '
                "--pretty set-hostname 'The lab' && hostnamectl --json=short | grep -q "
                "'The lab'")),
    row('systemd-timedated.service',
        command('timedatectl set-timezone Europe/Paris && timedatectl set-timezone Etc/UTC '
                '&& timedatectl show | grep -q Timezone=Etc/UTC')),
    row('dnsmasq.service',
        command('dig +time=2 +tries=1 @127.0.0.1 -p 5354 probe.hn A +short | grep -q 192.0.2.9'),
        command('systemctl reload dnsmasq.service; dig +time=2 +tries=1 @127.0.0.1 -p 5354 '
                'probe.hn A +short | grep -q 192.0.2.9'),
        setup="printf 'port=5354\\naddress=/probe.hn/192.0.2.9\\nno-resolv\\n' "
              '>/etc/dnsmasq.d/hn.conf',
        instead=True),
    row('unbound.service',
        command('dig +time=2 +tries=1 @127.0.0.1 -p 5364 probe.hn A +short | grep -q 192.0.2.9'),
        command('unbound-control status >/dev/null; systemctl reload unbound.service; dig '
                '+time=2 +tries=1 @127.0.0.1 -p 5364 probe.hn A +short | grep -q 192.0.2.9'),
        setup='printf \'server:\\n port: 5364\\n interface: 127.0.0.1\\n local-zone: "hn." '
              'static\\n local-data: "probe.hn. A 192.0.2.9"\\n\' '
              '>/etc/unbound/unbound.conf.d/hn.conf',
        instead=True),
    row('named.service',
        command('dig +time=2 +tries=1 @127.0.0.1 -p 5356 version.bind CH TXT +short | grep -q 9'),
        command('rndc status >/dev/null; systemctl reload named.service; dig +time=2 '
                '+tries=1 @127.0.0.1 -p 5356 version.bind CH TXT +short | grep -q 9'),
        setup="grep -q 5356 /etc/bind/named.conf.options || sed -i 's/^options {/options "
              "{\\n listen-on port 5356 { 127.0.0.1; };\\n listen-on-v6 { none; };/' "
              '/etc/bind/named.conf.options',
        instead=True),
    row('knot.service',
        command('knotc status >/dev/null'),
        command('dig +time=2 +tries=1 @127.0.0.1 -p 5357 id.server CH TXT | grep -q status:'),
        setup="sed -i 's/^ *#* *listen: .*/    listen: 127.0.0.1@5357/' /etc/knot/knot.conf",
        instead=True),
    row('nsd.service',
        command('dig +time=2 +tries=1 @127.0.0.1 -p 5358 id.server CH TXT | grep -q status:'),
        setup="printf 'server:\\n port: 5358\\n ip-address: 127.0.0.1\\n' "
              '>/etc/nsd/nsd.conf.d/hn.conf',
        instead=True),
    row('postfix.service',
        port('25 220 '),
        command('w=hn$$$(date +%N); python3 -c "import '
                "smtplib,sys;s=smtplib.SMTP('127.0.0.1',timeout=5);s.sendmail('root@localhost',['root@localhost'],'Subject: "
                '$w\\n\\nx\')" && for i in $(seq 30); do grep -qs $w /var/mail/root && '
                'exit 0; sleep 0.2; done; exit 1'),
        command('systemctl reload postfix.service'),
        setup='postconf -e mydestination=localhost,lab inet_interfaces=loopback-only '
              'mynetworks=127.0.0.0/8 alias_maps= mailbox_command='),
    row('dovecot.service',
        command('python3 -c "import '
                'imaplib;m=imaplib.IMAP4(\'127.0.0.1\',143);m.login(\'hnmail\',\'secret\');m.select(\'INBOX\');m.create(\'x$$\');m.logout()"'),
        setup='id hnmail >/dev/null 2>&1 || useradd -m hnmail; echo hnmail:secret | '
              "chpasswd; printf 'auth_allow_cleartext = yes\\nssl = no\\n' "
              '>/etc/dovecot/conf.d/99-hn.conf'),
    row('vsftpd.service',
        command('python3 -c "import '
                'ftplib;f=ftplib.FTP(\'127.0.0.1\',timeout=5);f.login(\'hnftp\',\'secret\');f.nlst();f.quit()"'),
        setup='id hnftp >/dev/null 2>&1 || useradd -m -s /bin/bash hnftp; echo '
              'hnftp:secret | chpasswd'),
    row('smbd.service',
        command('smbclient -N -L 127.0.0.1 2>/dev/null | grep -q IPC'),
        command('echo put /etc/hostname hn.txt | smbclient //127.0.0.1/hn -U hnsmb%secret '
                '>/dev/null 2>&1 && [ -s /srv/hn/hn.txt ] && rm /srv/hn/hn.txt'),
        setup='id hnsmb >/dev/null 2>&1 || useradd -M hnsmb; mkdir -p /srv/hn; chown hnsmb '
              "/srv/hn; printf '[hn]\\npath=/srv/hn\\nread only=no\\n' "
              ">>/etc/samba/smb.conf; printf 'secret\\nsecret\\n' | smbpasswd -s -a hnsmb"),
    row('mosquitto.service',
        command('mosquitto_pub -h 127.0.0.1 -t hn -m 42 -r && mosquitto_sub -h 127.0.0.1 '
                '-t hn -C 1 -W 5 | grep -q 42'),
        command('systemctl reload mosquitto.service')),
    row('fail2ban.service',
        command('fail2ban-client ping | grep -q pong'),
        command('fail2ban-client set sshd banip 192.0.2.5 >/dev/null && for i in $(seq '
                '20); do nft list ruleset | grep -q 192.0.2.5 && break; sleep 0.2; done; '
                'nft list ruleset | grep -q 192.0.2.5; r=$?; fail2ban-client set sshd '
                'unbanip 192.0.2.5 >/dev/null; exit $r'),
        setup="printf '[DEFAULT]\\nbanaction = nftables\\nbackend = "
              "polling\\n[sshd]\\nenabled=true\\nlogpath=/var/log/hn-auth.log\\n' "
              '>/etc/fail2ban/jail.d/hn.local; touch /var/log/hn-auth.log'),
    row('snmpd.service',
        command('snmpget -v2c -c public -t 2 127.0.0.1 1.3.6.1.2.1.1.3.0 | grep -q .')),
    row('transmission-daemon.service',
        command("curl -s -o /dev/null -w '%{http_code}' "
                "http://127.0.0.1:9091/transmission/web/ | grep -Eq '200|401|301'")),
    row('minidlna.service',
        url('http://127.0.0.1:8200/')),
    row('rpcbind.service',
        command('rpcinfo -p 127.0.0.1 | grep -q portmapper')),
    row('slapd.service',
        command("ldapsearch -x -H ldap://127.0.0.1 -b '' -s base namingContexts | grep -q "
                "'result: 0'")),
    row('stunnel@hn.service',
        command('true | openssl s_client -connect 127.0.0.1:8443 2>/dev/null | grep -q '
                "'BEGIN CERT'"),
        setup='openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=hn -days 9 -keyout '
              '/etc/stunnel/hn.pem -out /tmp/hn.crt 2>/dev/null; cat /tmp/hn.crt '
              '>>/etc/stunnel/hn.pem; printf '
              "'foreground=yes\\npid=\\n[hn]\\naccept=127.0.0.1:8443\\nconnect=127.0.0.1:9\\ncert=/etc/stunnel/hn.pem\\n' "
              '>/etc/stunnel/hn.conf',
        instead=True),
    row('radicale.service',
        url('http://127.0.0.1:5232/.web/'),
        setup='mkdir -p /var/lib/radicale/collections; chown -R radicale: /var/lib/radicale'),
    row('prosody.service',
        command('python3 -c "import '
                "socket,sys;s=socket.create_connection(('127.0.0.1',5222),3);s.sendall(b'<stream:stream "
                'xmlns=\\"jabber:client\\" '
                'xmlns:stream=\\"http://etherx.jabber.org/streams\\" to=\\"localhost\\" '
                'version=\\"1.0\\">\');sys.exit(b\'stream\' not in s.recv(999))"'),
        command('systemctl reload prosody.service')),
    row('ngircd.service',
        command('python3 -c "import socket; s=socket.create_connection((\'127.0.0.1\', '
                "6667), 5); s.sendall(b'NICK hn\\r\\nUSER hn 0 * :hn\\r\\n'); assert "
                'any(b\' 001 \' in line for line in s.makefile(\'rb\'))"')),
    row('munin-node.service',
        command('python3 -c "import '
                "socket,sys;s=socket.create_connection(('127.0.0.1',4949),3);s.settimeout(8);f=s.makefile('rwb');f.readline();f.write(b'fetch "
                'load\\nquit\\n\');f.flush();sys.exit(b\'load.value\' not in f.read())"')),
    row('zabbix-agent.service',
        command('python3 -c "import socket, struct; '
                "s=socket.create_connection(('127.0.0.1', 10050), 5); k=b'system.cpu.num'; "
                "s.sendall(b'ZBXD' + bytes([1]) + struct.pack('<Q', len(k)) + k); "
                "d=s.makefile('rb').read(); assert b'NOTSUPP' not in d and len(d) > "
                '13"')),
    row('tftpd-hpa.service',
        command('python3 -c "import '
                'socket,sys;s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(4);s.sendto(bytes([0,1])+b\'hn.txt\'+bytes(1)+b\'octet\'+bytes(1),(\'127.0.0.1\',69));sys.exit(s.recv(600)[1]!=3)"'),
        setup='mkdir -p /srv/tftp; echo hi >/srv/tftp/hn.txt; chmod 644 /srv/tftp/hn.txt'),
    row('freeradius.service',
        command('echo User-Name=hn,User-Password=secret | radclient -t 2 -r 1 '
                '127.0.0.1:1812 auth testing123 | grep -q Access-Accept'),
        setup='printf \'hn Cleartext-Password := "secret"\\n\' '
              '>/etc/freeradius/3.0/users.hn; '
              'f=/etc/freeradius/3.0/mods-config/files/authorize; grep -q ^hn $f || sed -i '
              '\'1i hn Cleartext-Password := "secret"\' $f'),
    row('uuidd.service',
        command('uuidd -d -t >/dev/null && systemctl is-active -q uuidd.service')),
    row('rsync.service',
        command('rsync rsync://127.0.0.1/hn/ | grep -q hn.txt'),
        setup="mkdir -p /srv/rs; echo hi >/srv/rs/hn.txt; printf '[hn]\\npath=/srv/rs\\n' "
              '>/etc/rsyncd.conf'),
    row('spamd.service',
        command('python3 -c "import '
                "socket,sys;s=socket.create_connection(('127.0.0.1',783),5);s.sendall(b'PING "
                "SPAMC/1.5\\r\\n\\r\\n');s.settimeout(8);sys.exit(b'PONG' not in "
                's.recv(99))"')),
    row('lldpd.service',
        command('lldpcli show chassis | grep -q Chassis')),
    row('polkit.service',
        command('pkcheck --action-id org.freedesktop.hostname1.set-hostname --process $$ ')),
    row('power-profiles-daemon.service',
        command('busctl --timeout=5 get-property net.hadess.PowerProfiles '
                '/net/hadess/PowerProfiles net.hadess.PowerProfiles ActiveProfile '
                '>/dev/null')),
    row('tinyproxy.service',
        command('curl -s -f -x http://127.0.0.1:8888 http://127.0.0.1:8080/ | grep -q .'),
        command('systemctl reload tinyproxy.service')),
    row('privoxy.service',
        command('curl -s -f -x http://127.0.0.1:8118 http://127.0.0.1:8080/ | grep -q .'),
        command('curl -s -f -x http://127.0.0.1:8118 http://p.p/show-status | grep -q .')),
    row('varnish.service',
        url('http://127.0.0.1:6081/'),
        command('systemctl reload varnish.service'),
        url('http://127.0.0.1:6081/')),
    row('coturn.service',
        command('python3 -c "import socket; '
                's=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(4); '
                "s.sendto(bytes.fromhex('000100002112a442')+bytes(12),('127.0.0.1',3478)); "
                "assert s.recv(99)[:2]==bytes.fromhex('0101')\""),
        setup="grep -q ^listening-ip /etc/turnserver.conf || echo listening-ip=127.0.0.1 "
              '>>/etc/turnserver.conf'),
    row('beanstalkd.service',
        command('python3 -c "import socket; s=socket.create_connection((\'127.0.0.1\', '
                "11300), 5); s.sendall(b'put 0 0 9 2\\r\\nhi\\r\\n'); assert "
                'b\'INSERTED\' in s.recv(99)"')),
    row('pgbouncer.service',
        command('PGPASSWORD=secret psql -h 127.0.0.1 -p 6432 -U hn -qAtc "show version" pgbouncer '
                '| grep -q PgBouncer'),
        setup="grep -q hn /etc/pgbouncer/userlist.txt || { echo '\"hn\" \"secret\"' "
              ">>/etc/pgbouncer/userlist.txt; sed -i 's/^;* *stats_users *=.*/stats_users = hn/; "
              "s/^auth_type.*/auth_type = plain/' /etc/pgbouncer/pgbouncer.ini; }"),
    row('prometheus-node-exporter.service',
        command('curl -s http://127.0.0.1:9100/metrics | grep -q ^node_filesystem_size_bytes'),
        command('[ $(curl -s http://127.0.0.1:9100/metrics | grep -Ec "^node_scrape_collector_success.collector=.'
                '(arp|netclass|netdev|netstat|os|stat|udp_queues).. 1$") = 7 ]'),
        command('curl -s http://127.0.0.1:9100/metrics | grep -q ^node_cpu_seconds_total')),
    row('mpd.service',
        port('6600 OK MPD'),
        command('python3 -c "import socket; s=socket.create_connection((\'127.0.0.1\', 6600), 5); '
                "f=s.makefile('rwb'); f.readline(); f.write(b'update\\nsave hn$$\\nrm hn$$\\nclose\\n'); f.flush(); "
                'assert b\'ACK\' not in f.read()"')),
    row('pdns-recursor.service',
        command('dig +time=2 +tries=1 @127.0.0.1 -p 5359 localhost A +short | grep -q 127.0.0.1'),
        setup="mkdir -p /etc/powerdns/recursor.d; printf \"incoming:\\n  listen: "
              "['127.0.0.1:5359']\\n\" >/etc/powerdns/recursor.d/hn.yml",
        instead=True),
)


def units():
    return [found.unit for found in ROWS]


def find(unit):
    return next(found for found in ROWS if found.unit == unit)
