namespace KpiPlatform.EndToEnd.Tests.Interop;

/// <summary>Languages that tests/interop has clients in.</summary>
public enum Language
{
    Node,
    Python,
}
