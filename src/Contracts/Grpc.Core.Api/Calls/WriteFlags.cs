namespace Grpc.Core;

/// <summary>Hints for a write.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for more to follow instead of being flushed at once.</summary>
    BufferHint = 0x1,

    /// <summary>The message is sent uncompressed even where the call compresses.</summary>
    NoCompress = 0x2,
}
