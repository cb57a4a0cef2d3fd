using KpiPlatform.Host;
using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>A server that is stopped and started anew on its database and its addresses.</summary>
internal sealed class RestartedHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SqliteDatabase _database = new();
    private KpiHost? _host;

    /// <summary>Where gRPC is.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Where the pages are.</summary>
    public Uri Web { get; private set; } = new("http://127.0.0.1:0");

    public async Task StartAsync()
    {
        // Between stop and start somebody may take the port for a connection of his own: then once more.
        var begun = TimeProvider.System.GetTimestamp();
        while (_host is null)
        {
            var options = new KpiHostOptions
            {
                Database = _database.FilePath,
                Address = Address.GetLeftPart(UriPartial.Authority),
                WebAddress = Web.GetLeftPart(UriPartial.Authority),
                Key = DashboardHost.AdminKey,
                LogLevel = LogLevel.Warning,
            };
            try
            {
                _host = await KpiHost.StartAsync(options, configure: null, CancellationToken.None);
            }
            catch (HostException) when (TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                await Task.Yield();
            }
        }

        (Address, Web) = (_host.Address, _host.WebAddress);
    }

    public async Task StopAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _database.Dispose();
    }
}
