namespace KpiPlatform.Dashboard.Live;

/// <summary>A component with its parameters, to be rendered by itself.</summary>
/// <param name="Component">Its type.</param>
/// <param name="Parameters">By name.</param>
internal sealed record Fragment(Type Component, Dictionary<string, object?> Parameters);
