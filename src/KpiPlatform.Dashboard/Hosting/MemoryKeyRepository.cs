using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace KpiPlatform.Dashboard.Hosting;

/// <summary>Keys of form tokens, kept as long as the process. Thread-safe.</summary>
internal sealed class MemoryKeyRepository : IXmlRepository
{
    private readonly ConcurrentQueue<XElement> _elements = new();

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. _elements.Select(element => new XElement(element))];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => _elements.Enqueue(new XElement(element));
}
