using System.Text;

namespace KpiPlatform.Dashboard.Live;

/// <summary>Something that pages are sent, ready to be written: encoded once, and compressed once, whoever it goes to. Immutable, thread-safe.</summary>
internal sealed class LiveUpdate
{
    private readonly Lazy<GzipPiece> _compressed;

    /// <summary>Takes events in the format of server-sent events.</summary>
    public LiveUpdate(string text)
    {
        Plain = Encoding.UTF8.GetBytes(text);
        _compressed = new(() => new GzipPiece(Plain.Span));
    }

    /// <summary>As it is.</summary>
    public ReadOnlyMemory<byte> Plain { get; }

    /// <summary>As a piece of a compressed stream.</summary>
    public GzipPiece Compressed => _compressed.Value;
}
