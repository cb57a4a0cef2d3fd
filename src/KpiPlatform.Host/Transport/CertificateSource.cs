using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host.Transport;

/// <summary>
/// The certificate for the next handshake. Looks at the files every few seconds, at their content, so that a file that is replaced and a folder that is
/// switched over are noticed alike; what can't be used is told once, and the certificate before stays. Thread-safe.
/// </summary>
internal sealed partial class CertificateSource : BackgroundService
{
    /// <summary>When an end is near enough to be told each day.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateSource> _logger;
    private byte[] _fingerprint;
    private string _problem = string.Empty;
    private DateTimeOffset _toldOfEnd = DateTimeOffset.MinValue;
    private volatile ServerCertificate _current;
    private volatile ServerCertificate _previous;

    /// <summary>Reads the files.</summary>
    /// <exception cref="HostException">They can't be used.</exception>
    public CertificateSource(TlsOptions options, ServerCertificate first, byte[] fingerprint, TimeProvider time, ILogger<CertificateSource> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _fingerprint = fingerprint;
        _current = first;
        _previous = first;
    }

    /// <summary>The certificate in use.</summary>
    public ServerCertificate Current => _current;

    /// <summary>The one before; the same until there was a change.</summary>
    public ServerCertificate Previous => _previous;

    /// <summary>Looks at the files now.</summary>
    public void Check()
    {
        try
        {
            var fingerprint = ServerCertificate.Fingerprint(_options);
            if (!fingerprint.AsSpan().SequenceEqual(_fingerprint))
            {
                // Files are written one after the other: a pair that does not fit may fit at the next look.
                var next = ServerCertificate.Load(_options, _time.GetUtcNow());
                (_previous, _current, _fingerprint) = (_current, next, fingerprint);
                LogChanged(next.Leaf.Subject, next.End);
            }

            _problem = string.Empty;
        }
        catch (HostException exception)
        {
            if (!string.Equals(exception.Message, _problem, StringComparison.Ordinal))
                LogKept(exception.Message);
            _problem = exception.Message;
        }

        TellOfEnd();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.ReloadInterval, _time);
        TellOfEnd();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Check();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private void TellOfEnd()
    {
        var now = _time.GetUtcNow();
        if (_current.End - now > Soon || now - _toldOfEnd < TimeSpan.FromDays(1))
            return;
        _toldOfEnd = now;
        LogEndsSoon(_current.Leaf.Subject, _current.End);
    }
}
