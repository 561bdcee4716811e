using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Daemon.Listening;

/// <summary>
/// The certificate of the https addresses, read anew when its file has changed (looked at once every <see cref="s_checkEvery"/>, on a handshake), so that renewing
/// it needs no restart. A pair that cannot be read leaves the old one in use and is reported. Thread safe.
/// </summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(10);

    private readonly CertificatePaths _paths;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private DateTime _written;
    private long _checkedAt;
    private SslStreamCertificateContext _current;

    /// <exception cref="CryptographicException">The pair does not fit or is no PEM.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ServerCertificate(CertificatePaths paths, TimeProvider time, ILogger logger)
    {
        (_paths, _time, _logger) = (paths, time, logger);
        _written = LastWrite();
        _checkedAt = time.GetTimestamp();
        _current = Load(paths);
    }

    /// <summary>What the next handshake uses.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_checkedAt) >= s_checkEvery)
                    Refresh();
                return _current;
            }
        }
    }

    private void Refresh()
    {
        _checkedAt = _time.GetTimestamp();
        try
        {
            var written = LastWrite();
            if (written == _written)
                return;
            _current = Load(_paths);
            _written = written;
            LogReloaded(_paths.Chain);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(e.Message);
        }
    }

    private DateTime LastWrite()
    {
        var (chain, key) = (File.GetLastWriteTimeUtc(_paths.Chain), File.GetLastWriteTimeUtc(_paths.Key));
        return chain > key ? chain : key;
    }

    private static SslStreamCertificateContext Load(CertificatePaths paths)
    {
        try
        {
            var leaf = X509Certificate2.CreateFromPemFile(paths.Chain, paths.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(paths.Chain);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"the certificate {paths.Chain} cannot be used with the key {paths.Key}: {e.Message}", e);
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "The certificate {File} has changed and is in use.")]
    private partial void LogReloaded(string file);

    [LoggerMessage(4002, LogLevel.Warning, "The old certificate stays in use: {Reason}")]
    private partial void LogUnreadable(string reason);
}
