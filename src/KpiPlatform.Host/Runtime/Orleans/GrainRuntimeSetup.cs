using System.Net;
using System.Net.Sockets;
using KpiPlatform.Domain.Hosts;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Turns;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Host.Runtime.Orleans;
using KpiPlatform.Host.Storage;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using global::Orleans.Configuration;
using global::Orleans.Runtime.Hosting;
using global::Orleans.Runtime.Placement;
using global::Orleans.Serialization;

namespace KpiPlatform.Host.Runtime;

/// <summary>Grains spread over the hosts of a cluster that meet in a PostgreSQL database.</summary>
internal static class GrainRuntimeSetup
{
    /// <summary>What the runtime is called, for people.</summary>
    public const string Name = "orleans";

    private const string AdoNetInvariant = "Npgsql";

    // Calls that wait for one grain, or are under way in it; a further one ends with LimitExceededException, told as RESOURCE_EXHAUSTED with an advice when
    // to try again. Gateways send a grain at most 8,192 interactions at once each, so this is reached only if several flood one customer.
    private const int MailboxLimit = 10_000;

    // Beyond this share of its memory a host takes nothing more from gateways, and no new grains while another has room. By memory alone: a host whose
    // processors are all in use works off what gateways let through, which is bounded, and to refuse work would only make it come again.
    internal const int ShedAtMemoryPercent = 90;
    private const int ShedAtProcessorPercent = 100;

    // The providers of membership and reminders connect beside storage, and would take up to a hundred connections: a host that joins a busy cluster then finds the
    // database full.
    private const int ProviderConnections = 8;
    private const string MaxPoolSizeKey = "Maximum Pool Size";

    // How long a gateway goes without a host that came back under its old address; by default it would be a minute.
    internal static readonly TimeSpan GatewayListAge = TimeSpan.FromSeconds(5);

    // A host that was killed is to be missed for seconds, not minutes: its address refuses probes at once, so that is the time between them. One that hangs is missed
    // once it has let several time out: with two, a host that had just joined on a busy machine, and was still compiling, was declared dead after 4 s.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(10);
    private const int ProbesMissed = 3;

    // Customers are what grows: they make way by age, and sooner when memory runs short.
    private static readonly TimeSpan CollectionAge = TimeSpan.FromMinutes(15);
    private const double MemoryLimitPercent = 75;
    private const double MemoryTargetPercent = 65;

    /// <summary>Refuses settings that this runtime has not.</summary>
    /// <exception cref="HostException">One is wrong.</exception>
    public static void Validate(KpiHostOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Cluster) || options.Cluster.Length > 100)
            throw new HostException("--cluster is empty or longer than 100 characters; give the cluster a name.");
        if (options.NodeGatewayPort is < 0 or > IPEndPoint.MaxPort)
            throw new HostException($"--node-gateway-port is {options.NodeGatewayPort}; it must be 0 to {IPEndPoint.MaxPort}.");
        NodeEndpoint.Parse(options.NodeAddress);
    }

    /// <summary>Refuses a database that this runtime cannot work on.</summary>
    /// <exception cref="HostException">It is a file.</exception>
    public static void Validate(DatabaseChoice database)
    {
        if (!database.IsPostgreSql)
            throw new HostException("The hosts of a cluster meet in a PostgreSQL database, and a SQLite file is no such: give --database a connection string (Host=… or postgres://…).");
    }

    /// <summary>Says how the database is shared: by all hosts of the cluster, each with a writer that bears its name.</summary>
    public static PersistenceOptions Share(PersistenceOptions persistence, KpiHostOptions options) => persistence with
    {
        Clustered = true,
        Appends = options.Role != HostRole.Gateway,
        Writer = new JournalWriterOptions { Host = HostIdentity.NameOf(options) },
    };

    /// <summary>Adds the runtime with the grains, or the way to them.</summary>
    public static void AddGrains(WebApplicationBuilder builder, KpiHostOptions options, DatabaseChoice database)
    {
        var services = builder.Services;
        var providers = ProviderText(database.Text);
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(ICustomerGrain).Assembly).AddAssembly(typeof(CustomerOptions).Assembly).AddAssembly(typeof(GrainRuntimeSetup).Assembly));
        services.AddSingleton<IDefinitionNotices>(provider => provider.GetRequiredService<PersistenceModule>().Hosts);
        services.AddSingleton<IHostDirectory>(provider => provider.GetRequiredService<PersistenceModule>().Hosts);
        services.AddHostedService<HostBeat>();
        if (options.Role == HostRole.Gateway)
        {
            services.AddSingleton<IActivationCounts, NoActivations>();
            builder.UseOrleansClient(client =>
            {
                client.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = options.Cluster);
                client.UseAdoNetClustering(clustering =>
                {
                    clustering.Invariant = AdoNetInvariant;
                    clustering.ConnectionString = providers;
                });
                client.UseConnectionRetryFilter<GatewayRetry>();
                client.Configure<global::Orleans.Configuration.GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayListAge);
            });
            services.AddSingleton<IOutgoingGrainCallFilter, BusySilos>();
            services.AddSingleton<LostCalls>();
            services.AddSingleton<IOutgoingGrainCallFilter>(provider => provider.GetRequiredService<LostCalls>());
            services.AddHostedService<LostHosts>();
            services.AddSingleton<IClusterConnectionStatusObserver, GatewayLink>();
            services.AddHostedService<GatewayReconnection>();
            return;
        }

        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = options.Cluster);
            silo.Configure<SiloOptions>(names => names.SiloName = HostIdentity.NameOf(options));
            silo.UseAdoNetClustering(clustering =>
            {
                clustering.Invariant = AdoNetInvariant;
                clustering.ConnectionString = providers;
            });
            var endpoint = NodeEndpoint.Parse(options.NodeAddress);
            var port = endpoint.Port == 0 ? FreePort(endpoint.Address) : endpoint.Port;
            silo.ConfigureEndpoints(endpoint.Address, port, options.NodeGatewayPort == 0 ? FreePort(endpoint.Address) : options.NodeGatewayPort);
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = ProbeTimeout;
                membership.NumMissedProbesLimit = ProbesMissed;
                membership.TableRefreshTimeout = TableRefresh;
            });
            silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MailboxLimit);
            silo.Configure<LoadSheddingOptions>(shedding =>
            {
                shedding.LoadSheddingEnabled = true;
                shedding.MemoryThreshold = ShedAtMemoryPercent;
                shedding.CpuThreshold = ShedAtProcessorPercent;
            });
            silo.Configure<GrainCollectionOptions>(collection =>
            {
                collection.CollectionAge = CollectionAge;
                collection.EnableActivationSheddingOnMemoryPressure = true;
                collection.MemoryUsageLimitPercentage = MemoryLimitPercent;
                collection.MemoryUsageTargetPercentage = MemoryTargetPercent;
            });

            silo.AddIncomingGrainCallFilter<TurnFilter>();
            silo.Services.AddPlacementDirector<ShardPlacement, ShardPlacementDirector>();
            silo.Services.AddSingleton<IPlacementStrategyResolver, ShardPlacementResolver>();

            // What grains of the platform keep stands in the platform's own tables, as with one host; others get records of the cluster's.
            silo.Services.AddGrainStorage("Default", (provider, _) => ActivatorUtilities.CreateInstance<StateStoreGrainStorage>(provider));
            silo.UseAdoNetReminderService(reminders =>
            {
                reminders.Invariant = AdoNetInvariant;
                reminders.ConnectionString = providers;
            });
            silo.AddAdoNetGrainStorage("cluster", storage =>
            {
                storage.Invariant = AdoNetInvariant;
                storage.ConnectionString = providers;
            });
        });
        services.AddSingleton<IFatalErrorHandler, FatalErrors>();
        services.AddSingleton<IActivationCounts, ClusterActivations>();
        services.AddHostedService<DeadHosts>();
        services.AddSingleton<IHeap, ProcessHeap>();
        services.AddHostedService<MemoryRelief>();
    }

    private static string ProviderText(string text)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text) { ApplicationName = "KpiPlatform cluster" };
            if (!settings.ShouldSerialize(MaxPoolSizeKey) || settings.MaxPoolSize > ProviderConnections)
                settings.MaxPoolSize = ProviderConnections;
            settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
            return settings.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // Storage opens first, and says what is wrong with it.
            return text;
        }
    }

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
