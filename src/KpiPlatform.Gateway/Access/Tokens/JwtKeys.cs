using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Gateway.Access.Tokens;

/// <summary>
/// The issuer's keys that are in force. A file of them is read again when it has changed; while it cannot be read the ones before stay, so that a
/// file written half way through does not lock everybody out. Thread-safe.
/// </summary>
internal sealed partial class JwtKeys : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly JwtOptions? _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JwtKeys> _logger;
    private Set _current;
    private string _read = string.Empty;
    private string _complained = string.Empty;

    public JwtKeys(GatewayOptions options, TimeProvider time, ILogger<JwtKeys> logger)
    {
        _options = options.Jwt;
        _time = time;
        _logger = logger;
        _current = new(_options is null ? FrozenDictionary<string, JwtKey>.Empty : JwksReader.Load(_options), 0);
    }

    /// <summary>The keys, with a number that changes when they do: what was found out with keys of another number is to be found out again.</summary>
    public Set Current => Volatile.Read(ref _current);

    /// <summary>Reads the file again if its text is another.</summary>
    public void Reload()
    {
        if (_options?.JwksFile is not { Length: > 0 } path)
            return;
        var text = string.Empty;
        try
        {
            text = JwksReader.ReadFile(path);
            if (string.Equals(text, _read, StringComparison.Ordinal))
                return;
            var keys = JwksReader.Read(text, $"Jwt:JwksFile \"{path}\"");
            var isFirst = _read.Length == 0;
            _read = text;
            Volatile.Write(ref _current, new(keys, _current.Number + 1));
            if (!isFirst)
                LogReloaded(keys.Count, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Complain(string.Empty, exception.Message);
        }
        catch (InvalidOperationException exception)
        {
            Complain(text, exception.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options?.JwksFile is null)
            return;
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            Reload();
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Reload();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Once for each state of the file.</summary>
    private void Complain(string text, string message)
    {
        var state = text + "\n" + message;
        if (string.Equals(_complained, state, StringComparison.Ordinal))
            return;
        _complained = state;
        LogUnreadable(message);
    }

    /// <summary>Keys by their ids.</summary>
    public sealed record Set(FrozenDictionary<string, JwtKey> Keys, int Number);
}
