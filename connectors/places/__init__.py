"""Where files arrive: a folder, a link, an SFTP server, a bucket. Bytes only."""
