using Grpc.Core;
using Grpc.Core.Interceptors;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Platform;

/// <summary>
/// The platform's services, called with one credential. There is no other way from a page to data, so that what a person may see is
/// decided where it is decided for every other caller: in the gateway. Immutable, thread-safe.
/// </summary>
public sealed class PlatformClients
{
    private const string Header = "authorization";
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <summary>Clients that send a key with every call.</summary>
    /// <param name="channel">The way there.</param>
    /// <param name="key">Access key; null where the server is open.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="timeout">How long a unary call may take.</param>
    public PlatformClients(IPlatformChannel channel, string? key, TimeProvider time, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _time = time;
        _timeout = timeout;
        var invoker = key is null
            ? channel.Invoker
            : channel.Invoker.Intercept(metadata =>
            {
                metadata.Add(Header, "Bearer " + key);
                return metadata;
            });
        Tenants = new(invoker);
        Scorecards = new(invoker);
        Customers = new(invoker);
        Interactions = new(invoker);
        Definitions = new(invoker);
        Analysis = new(invoker);
        Alerts = new(invoker);
        Access = new(invoker);
        Cluster = new(invoker);
    }

    /// <summary>Tenants and their settings.</summary>
    public TenantService.TenantServiceClient Tenants { get; }

    /// <summary>Scorecards and indicators.</summary>
    public ScorecardService.ScorecardServiceClient Scorecards { get; }

    /// <summary>Customers.</summary>
    public CustomerService.CustomerServiceClient Customers { get; }

    /// <summary>What was recorded, and what was refused.</summary>
    public InteractionService.InteractionServiceClient Interactions { get; }

    /// <summary>Measures and indicators of the tenant's own.</summary>
    public DefinitionService.DefinitionServiceClient Definitions { get; }

    /// <summary>Cohorts, groups, correlations.</summary>
    public AnalysisService.AnalysisServiceClient Analysis { get; }

    /// <summary>Rules, and what is done about what they find.</summary>
    public AlertService.AlertServiceClient Alerts { get; }

    /// <summary>Who the key belongs to.</summary>
    public AccessService.AccessServiceClient Access { get; }

    /// <summary>The hosts that the platform runs on.</summary>
    public ClusterService.ClusterServiceClient Cluster { get; }

    /// <summary>Options of a call that reads a whole journal: four times as long.</summary>
    /// <param name="cancellationToken">Ends with the page.</param>
    public CallOptions LongCall(CancellationToken cancellationToken) =>
        new(deadline: _time.GetUtcNow().UtcDateTime + (4 * _timeout), cancellationToken: cancellationToken);

    /// <summary>Options of a unary call: it ends with the page that asks, or when it takes too long.</summary>
    /// <param name="cancellationToken">Ends with the page.</param>
    public CallOptions Call(CancellationToken cancellationToken) =>
        new(deadline: _time.GetUtcNow().UtcDateTime + _timeout, cancellationToken: cancellationToken);
}
