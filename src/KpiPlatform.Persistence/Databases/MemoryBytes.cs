using System.Runtime.InteropServices;

namespace KpiPlatform.Persistence.Databases;

/// <summary>Memory as the drivers take it.</summary>
internal static class MemoryBytes
{
    /// <summary>The array behind the memory if it is exactly that, a copy otherwise. Not to be changed.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
            ? array
            : memory.ToArray();
}
