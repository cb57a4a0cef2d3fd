using KpiPlatform.Dashboard.Platform;

namespace KpiPlatform.Dashboard.Sessions;

/// <summary>The session of the request at hand. One for each request; set before a page runs.</summary>
public sealed class CurrentSession(IPlatformChannel channel, TimeProvider time, DashboardOptions options)
{
    private Session? _session;
    private PlatformClients? _clients;

    /// <summary>Who is signed in; null if nobody is.</summary>
    public Session? Session
    {
        get => _session;
        internal set
        {
            _session = value;
            _clients = null;
        }
    }

    /// <summary>The platform's services with the key of whoever is signed in.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public PlatformClients Clients => _clients ??= new PlatformClients(
        channel, (_session ?? throw new InvalidOperationException("Nobody is signed in.")).Key, time, options.CallTimeout);
}
