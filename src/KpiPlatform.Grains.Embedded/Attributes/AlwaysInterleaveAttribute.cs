namespace KpiPlatform.Grains.Embedded;

/// <summary>On a method of a grain interface: its calls start at once, between the turns of whatever runs, and hold nothing up.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
