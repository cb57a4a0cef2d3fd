namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>Spares the look-up by type where the interface is known at compile time.</summary>
/// <typeparam name="TGrainInterface">The grain interface.</typeparam>
internal static class GrainInterfaceCache<TGrainInterface>
{
    private static GrainInterfaceInfo? _info;

    public static GrainInterfaceInfo Info => _info ??= GrainInterfaceInfo.Of(typeof(TGrainInterface));
}
