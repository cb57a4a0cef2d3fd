using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Live;

/// <summary>What a feed of changes is about, and the stream that tells of them. Equal ones share a feed.</summary>
internal abstract record ChangeTopic
{
    /// <summary>Reads the stream once, until it ends or breaks.</summary>
    /// <param name="clients">The platform's services with the key of whoever looks.</param>
    /// <param name="moved">To be called with each change.</param>
    /// <param name="cancellationToken">Ends with the last page.</param>
    public abstract Task ReadAsync(PlatformClients clients, Action moved, CancellationToken cancellationToken);

    /// <summary>What is wrong at a tenant, and what is done about it.</summary>
    /// <param name="Tenant">Name of the tenant.</param>
    internal sealed record Alerts(string Tenant) : ChangeTopic
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(PlatformClients clients, Action moved, CancellationToken cancellationToken)
        {
            using var watch = clients.Alerts.WatchAlerts(new WatchAlertsRequest { Parent = Tenant }, cancellationToken: cancellationToken);
            var isFirst = true;
            while (await watch.ResponseStream.MoveNext(cancellationToken))
            {
                // The first tells how many are open; what happened before it is on the page that is read then. Heartbeats have no events.
                if (isFirst || watch.ResponseStream.Current.Events.Count > 0)
                    moved();
                isFirst = false;
            }
        }
    }

    /// <summary>A customer.</summary>
    /// <param name="Name">Name of the customer.</param>
    internal sealed record OfCustomer(string Name) : ChangeTopic
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(PlatformClients clients, Action moved, CancellationToken cancellationToken)
        {
            using var watch = clients.Customers.WatchCustomer(new WatchCustomerRequest { Name = Name }, cancellationToken: cancellationToken);
            while (await watch.ResponseStream.MoveNext(cancellationToken))
                moved();
        }
    }

    /// <summary>The hosts that the platform runs on.</summary>
    internal sealed record Nodes : ChangeTopic
    {
        /// <inheritdoc/>
        public override async Task ReadAsync(PlatformClients clients, Action moved, CancellationToken cancellationToken)
        {
            using var watch = clients.Cluster.WatchNodes(new WatchNodesRequest(), cancellationToken: cancellationToken);
            while (await watch.ResponseStream.MoveNext(cancellationToken))
                moved();
        }
    }
}
