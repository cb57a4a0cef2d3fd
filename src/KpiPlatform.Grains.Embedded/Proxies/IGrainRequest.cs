namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>Arguments of one call; implemented by emitted structs.</summary>
internal interface IGrainRequest
{
    /// <summary>Gets or sets the token argument; none if the method takes none.</summary>
    CancellationToken CancellationToken { get; set; }

    /// <summary>Gets an argument by its place among those that are no token.</summary>
    object? GetArgument(int index);

    /// <summary>Replaces an argument by its place among those that are no token.</summary>
    void SetArgument(int index, object? value);
}
