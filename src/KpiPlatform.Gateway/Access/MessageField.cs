using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace KpiPlatform.Gateway.Access;

/// <summary>A field of a message, or of one within it, by its path.</summary>
internal sealed class MessageField
{
    private readonly IFieldAccessor[] _accessors;

    /// <summary>Finds the field.</summary>
    /// <param name="message">The message's type.</param>
    /// <param name="path">Such as "scorecard.name".</param>
    /// <exception cref="InvalidOperationException">The type has no such field.</exception>
    public MessageField(MessageDescriptor message, string path)
    {
        Path = path;
        List<IFieldAccessor> accessors = [];
        var type = message;
        foreach (var name in path.Split('.'))
        {
            var field = type?.FindFieldByName(name) ?? throw new InvalidOperationException($"{message.FullName} has no field {path}.");
            accessors.Add(field.Accessor);
            type = field.FieldType == FieldType.Message ? field.MessageType : null;
        }

        _accessors = [.. accessors];
    }

    /// <summary>The path, as errors name it.</summary>
    public string Path { get; }

    /// <summary>The value; null if a message on the way to it is absent.</summary>
    public object? Read(IMessage message)
    {
        object? value = message;
        foreach (var accessor in _accessors)
        {
            if (value is not IMessage within)
                return null;
            value = accessor.GetValue(within);
        }

        return value;
    }
}
