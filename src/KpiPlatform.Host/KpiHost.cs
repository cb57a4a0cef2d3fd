using KpiPlatform.Gateway;
using KpiPlatform.Host.Demo;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Host.Runtime;
using KpiPlatform.Host.Settings;
using KpiPlatform.Host.Telemetry;
using KpiPlatform.Host.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Host;

/// <summary>
/// A running server. <see cref="StartAsync"/> answers once it takes calls; <see cref="StopAsync"/> stops it gracefully: health says
/// NOT_SERVING, nothing new is accepted, open streams end, what is on its way into the journal gets there, measures are checkpointed, index
/// and snapshots flushed, the writer closed. Not thread-safe.
/// </summary>
public sealed class KpiHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HostFailure _failure;
    private readonly DatabaseFileLock? _lock;
    private readonly TelemetryPipeline? _telemetry;
    private readonly DirectoryInfo? _temporary;
    private readonly CancellationTokenSource _demoStopping = new();
    private Task _demo = Task.CompletedTask;
    private bool _stopped;

    private KpiHost(WebApplication application, DatabaseFileLock? fileLock, TelemetryPipeline? telemetry, DirectoryInfo? temporary)
    {
        _application = application;
        _failure = application.Services.GetRequiredService<HostFailure>();
        _lock = fileLock;
        _telemetry = telemetry;
        _temporary = temporary;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(text => new Uri(text)).ToList();

        // In the order in which they were configured.
        Address = Reachable(addresses[0]);
        application.Services.GetRequiredService<HostSampler>().Address = Address.GetLeftPart(UriPartial.Authority);
        WebAddress = Reachable(addresses[^1]);
    }

    /// <summary>Where gRPC is served, with the port that was taken.</summary>
    public Uri Address { get; }

    /// <summary>Where the dashboard, health and version are served, with the port that was taken.</summary>
    public Uri WebAddress { get; }

    /// <summary>Whether it stopped, or stops, by itself because it could not go on; the log says why.</summary>
    public bool HasFailed => _failure.HasOccurred;

    /// <summary>The server's services, for tests and tools in the same process.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Opens the database, brings its schema up to date, takes what a crash left behind, and serves.</summary>
    /// <param name="options">Settings, all of them validated here.</param>
    /// <param name="configure">Changes services before they are built; null for none. The seam of tests.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="HostException">It cannot start, for a reason that its user can mend.</exception>
    public static async Task<KpiHost> StartAsync(KpiHostOptions options, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        SettingsValidator.Validate(options);
        var temporary = options is { Demo: true, Database: null or "" } ? Directory.CreateTempSubdirectory("kpi-demo-") : null;
        var database = DatabaseChoice.Parse(temporary is not null ? Path.Combine(temporary.FullName, "kpi.db") : options.Database ?? KpiHostOptions.DefaultDatabase);
        GrainRuntimeSetup.Validate(database);
        DatabaseFileLock? fileLock = null;
        TelemetryPipeline? telemetry = null;
        WebApplication? application = null;
        try
        {
            fileLock = database.IsPostgreSql ? null : DatabaseFileLock.Take(database.Text);
            telemetry = options.OtlpEndpoint is { Length: > 0 } endpoint ? TelemetryPipeline.Start(new Uri(endpoint)) : null;
            application = HostComposition.Build(options, database, configure);
            await StartupFailure.ExplainAsync(application.StartAsync, options, database, cancellationToken);
            var host = new KpiHost(application, fileLock, telemetry, temporary);
            await FirstKeyNotice.ShowAsync(options, host.Services, cancellationToken);
            host.Announce(options, database);
            return host;
        }
        catch
        {
            if (application is not null)
                await application.DisposeAsync();
            telemetry?.Dispose();
            fileLock?.Dispose();
            temporary?.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Waits until the token is cancelled or the server is stopped from within, then stops it gracefully.</summary>
    public async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        var stopping = _application.Lifetime.ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(CancellationToken.None);
    }

    /// <summary>Stops gracefully, within the shutdown timeout. Stopping twice does nothing.</summary>
    /// <param name="cancellationToken">Drops what is left.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped)
            return;
        _stopped = true;
        await _demoStopping.CancelAsync();
        await _demo;
        await _application.StopAsync(cancellationToken);
    }

    /// <summary>Stops if need be, and lets go of everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _telemetry?.Dispose();
        _lock?.Dispose();
        _temporary?.Delete(recursive: true);
        _demoStopping.Dispose();
    }

    /// <summary>An address to connect to: 0.0.0.0 is none.</summary>
    internal static Uri Reachable(Uri bound) =>
        new UriBuilder(bound) { Host = bound.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : bound.Host }.Uri;

    private void Announce(KpiHostOptions options, DatabaseChoice database)
    {
        var log = Services.GetRequiredService<ILoggerFactory>().CreateLogger<KpiHost>();
        HostLog.Serving(log, ServerVersion.Text, Address.GetLeftPart(UriPartial.Authority), WebAddress.GetLeftPart(UriPartial.Authority), database.Display());
        foreach (var address in new[] { Address, WebAddress })
        {
            if (options.AllowPlaintext && address.Scheme == Uri.UriSchemeHttp && !ListenAddress.Parse(address == Address ? options.Address : options.WebAddress, "address").IsLoopback)
                HostLog.Plaintext(log, address.GetLeftPart(UriPartial.Authority));
        }

        if (!options.Demo)
            return;
        var key = Services.GetRequiredService<GatewayOptions>().AccessKeys[0];
        var runner = new DemoRunner(
            Address,
            WebAddress,
            key,
            Services.GetRequiredService<TimeProvider>(),
            Console.Out,
            Services.GetService<CertificateSource>(),
            Services.GetRequiredService<ILoggerFactory>().CreateLogger<DemoRunner>());
        _demo = runner.RunAsync(_demoStopping.Token);
    }
}
