namespace KpiPlatform.Grains.Embedded;

/// <summary>On a grain class: all its calls interleave at awaits.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
