using KpiPlatform.Grains.Embedded.Proxies;

namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>What filters see of an enumeration: that its first step has arrived. They see the method, but not its arguments, and no items.</summary>
internal struct EnumerationStart : IGrainRequest<Nothing>
{
    public CancellationToken CancellationToken { get; set; }

    public readonly object? GetArgument(int index) => null;

    public readonly void SetArgument(int index, object? value)
    {
        // There are none.
    }

    public readonly ValueTask<Nothing> Invoke(object target) => default;
}
