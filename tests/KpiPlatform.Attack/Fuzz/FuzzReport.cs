using System.Collections.Concurrent;
using Grpc.Core;

namespace KpiPlatform.Attack.Fuzz;

/// <summary>What came of the calls. Thread-safe.</summary>
public sealed class FuzzReport
{
    private const int ExamplesMax = 20;
    private long _bytes;
    private int _left;

    /// <summary>Calls by how they ended.</summary>
    public ConcurrentDictionary<StatusCode, int> Codes { get; } = new();

    /// <summary>Calls by method.</summary>
    public ConcurrentDictionary<string, int> Methods { get; } = new();

    /// <summary>Answers that held what is another tenant's alone.</summary>
    public ConcurrentQueue<string> Leaks { get; } = new();

    /// <summary>Calls that ended with a code that only a fault of the server explains.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Bytes of answers, details and trailers that were looked through.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Refusals that the audit log has.</summary>
    public long Audited { get; set; }

    /// <summary>Refusals that callers saw.</summary>
    public int Denied => Of(StatusCode.PermissionDenied) + Of(StatusCode.Unauthenticated);

    /// <summary>Calls of which the caller did not hear whether they were refused.</summary>
    public int Unknown => Of(StatusCode.DeadlineExceeded) + Of(StatusCode.Cancelled);

    /// <summary>Streams that were let in, and that the caller left.</summary>
    public int Left => _left;

    /// <summary>What the server wrote last, if there were faults.</summary>
    public string Log { get; set; } = string.Empty;

    /// <summary>Whether the server answered afterwards.</summary>
    public bool Lives { get; set; }

    /// <summary>Calls with a code.</summary>
    public int Of(StatusCode code) => Codes.GetValueOrDefault(code);

    internal void Look(int length) => Interlocked.Add(ref _bytes, length);

    internal void End(string method, StatusCode code, string detail)
    {
        Codes.AddOrUpdate(code, 1, (_, count) => count + 1);
        Methods.AddOrUpdate(method, 1, (_, count) => count + 1);
        if (code is StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss && Faults.Count < ExamplesMax)
            Faults.Enqueue($"{method}: {code} {detail}");
    }

    internal void Leave(string method)
    {
        Interlocked.Increment(ref _left);
        Methods.AddOrUpdate(method, 1, (_, count) => count + 1);
    }

    internal void Leak(string text)
    {
        if (Leaks.Count < ExamplesMax)
            Leaks.Enqueue(text);
    }
}
