using Google.Protobuf.Reflection;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>The services that this server has. Immutable, thread-safe.</summary>
internal sealed class ServedServices
{
    private readonly HashSet<string> _names;

    public ServedServices()
    {
        Descriptors =
        [
            InteractionService.Descriptor,
            CustomerService.Descriptor,
            ScorecardService.Descriptor,
            TenantService.Descriptor,
            DefinitionService.Descriptor,
            AnalysisService.Descriptor,
            BenchmarkService.Descriptor,
            ClusterService.Descriptor,
            AccessService.Descriptor,
            SegmentService.Descriptor,
            AlertService.Descriptor,
            WebhookService.Descriptor,
            AuditService.Descriptor,
            Protocol.Health.Health.Descriptor,
            Protocol.Reflection.V1.ServerReflection.Descriptor,
            Protocol.Reflection.V1Alpha.ServerReflection.Descriptor,
        ];
        _names = [.. Descriptors.Select(service => service.FullName)];
        Names = [.. _names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Their descriptors.</summary>
    public IReadOnlyList<ServiceDescriptor> Descriptors { get; }

    /// <summary>Their names with package, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether a name is the server's own (empty) or that of one of its services.</summary>
    public bool IsKnown(string name) => name.Length == 0 || _names.Contains(name);
}
