namespace KpiPlatform.Crash;

/// <summary>What the rig found wrong. The message says what was expected and what came.</summary>
internal sealed class RigException(string message) : Exception(message);
