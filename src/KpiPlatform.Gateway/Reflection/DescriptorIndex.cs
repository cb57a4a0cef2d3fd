using Google.Protobuf.Reflection;
using KpiPlatform.Gateway.Hosting;

namespace KpiPlatform.Gateway.Reflection;

/// <summary>
/// The proto files of the services and of the error details, by file name and by every name declared in them. Immutable, thread-safe.
/// </summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _byFile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    public DescriptorIndex(ServedServices services)
    {
        foreach (var service in services.Descriptors)
            AddFile(service.File);
        AddFile(Google.Rpc.ErrorDetailsReflection.Descriptor);
        AddFile(Google.Rpc.StatusReflection.Descriptor);
    }

    /// <summary>The file of that name, as imported; null if there is none.</summary>
    public FileDescriptor? FindFile(string name) => _byFile.GetValueOrDefault(name);

    /// <summary>The file that declares a service, method, message, field, oneof, enum or enum value of that full name; null if there is none.</summary>
    public FileDescriptor? FindSymbol(string fullName) => _bySymbol.GetValueOrDefault(fullName);

    /// <summary>Whether a message of that full name is known.</summary>
    public bool HasMessage(string fullName) => _messages.Contains(fullName);

    private void AddFile(FileDescriptor file)
    {
        if (!_byFile.TryAdd(file.Name, file))
            return;
        foreach (var dependency in file.Dependencies)
            AddFile(dependency);
        foreach (var message in file.MessageTypes)
            AddMessage(message);
        foreach (var type in file.EnumTypes)
            AddEnum(type);
        foreach (var service in file.Services)
        {
            _bySymbol.TryAdd(service.FullName, file);
            foreach (var method in service.Methods)
                _bySymbol.TryAdd(method.FullName, file);
        }
    }

    private void AddMessage(MessageDescriptor message)
    {
        _messages.Add(message.FullName);
        _bySymbol.TryAdd(message.FullName, message.File);
        foreach (var field in message.Fields.InDeclarationOrder())
            _bySymbol.TryAdd(field.FullName, message.File);
        foreach (var oneof in message.Oneofs)
            _bySymbol.TryAdd(oneof.FullName, message.File);
        foreach (var nested in message.NestedTypes)
            AddMessage(nested);
        foreach (var type in message.EnumTypes)
            AddEnum(type);
    }

    private void AddEnum(EnumDescriptor type)
    {
        _bySymbol.TryAdd(type.FullName, type.File);
        foreach (var value in type.Values)
            _bySymbol.TryAdd(value.FullName, type.File);
    }
}
