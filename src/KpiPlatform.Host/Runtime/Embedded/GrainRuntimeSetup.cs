using KpiPlatform.Domain.Hosts;
using KpiPlatform.Grains.Customers;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Host.Runtime.Embedded;
using KpiPlatform.Host.Storage;
using KpiPlatform.Persistence;
using KpiPlatform.Persistence.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Host.Runtime;

/// <summary>All grains in this process: the one on its database.</summary>
internal static class GrainRuntimeSetup
{
    /// <summary>What the runtime is called, for people.</summary>
    public const string Name = "embedded";

    /// <summary>Refuses settings that this runtime has not.</summary>
    /// <exception cref="HostException">One is set.</exception>
    public static void Validate(KpiHostOptions options)
    {
        if (options.Role != HostRole.All)
            throw new HostException($"--role is {options.Role}, but this server was built to run everything in one process. Leave --role out, or use a build with GrainRuntime=Orleans.");
        if (options.NodeAddress is not null)
            throw new HostException("--node-address is set, but this server was built to run in one process. Leave it out, or use a build with GrainRuntime=Orleans.");
    }

    /// <summary>Refuses a database that this runtime cannot work on: there is none.</summary>
    public static void Validate(DatabaseChoice database)
    {
    }

    /// <summary>Says how the database is shared: not at all. A writer that is still open belongs to a process that was killed.</summary>
    public static PersistenceOptions Share(PersistenceOptions persistence, KpiHostOptions options) => persistence with { Exclusive = true, Writer = new JournalWriterOptions { CloseOlderWriters = true } };

    /// <summary>Adds the runtime with the grains.</summary>
    public static void AddGrains(WebApplicationBuilder builder, KpiHostOptions options, DatabaseChoice database)
    {
        var services = builder.Services;
        services.AddSingleton<IActivationSizer, CustomerSizer>();
        services.AddEmbeddedGrains(grains =>
        {
            grains.AddGrains(typeof(CustomerOptions).Assembly);

            // Customers are what grows; the rest of the memory is for what is under way, for measures and for the collector's slack.
            grains.MemoryBudgetBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3;
        });
        services.AddGrainStorage<StateStoreGrainStorage>();
        services.AddSingleton<IActivationCounts, EmbeddedActivations>();
        services.AddSingleton<IHostDirectory, LocalHost>();
    }
}
