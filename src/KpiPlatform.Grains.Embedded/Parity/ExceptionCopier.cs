using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace KpiPlatform.Grains.Embedded.Parity;

/// <summary>
/// Copies exceptions: type, message, cause and the trace as text cross every boundary; what a class adds crosses only
/// where it is marked.
/// </summary>
internal static class ExceptionCopier
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly FieldInfo Message = Field("_message");
    private static readonly FieldInfo InnerException = Field("_innerException");
    private static readonly FieldInfo HResult = Field("_HResult");
    private static readonly FieldInfo RemoteStackTrace = Field("_remoteStackTraceString");

    public static Exception Copy(MessageCopier copier, Exception original, string path)
    {
        if (original is AggregateException aggregate)
        {
            return new AggregateException(aggregate.Message, aggregate.InnerExceptions.Select(e => (Exception)copier.Copy(e, $"{path}.InnerExceptions")!));
        }

        var type = original.GetType();
        var copy = (Exception)RuntimeHelpers.GetUninitializedObject(type);
        copier.Remember(original, copy);
        Message.SetValue(copy, original.Message);
        HResult.SetValue(copy, original.HResult);
        RemoteStackTrace.SetValue(copy, original.StackTrace is { } trace ? trace + Environment.NewLine : null);
        InnerException.SetValue(copy, copier.Copy(original.InnerException, $"{path}.InnerException"));
        foreach (DictionaryEntry entry in original.Data)
        {
            copy.Data[entry.Key] = copier.Copy(entry.Value, $"{path}.Data[{entry.Key}]");
        }

        copier.CopyMembersInto(original, copy, type, path);
        return copy;
    }

    private static FieldInfo Field(string name) => typeof(Exception).GetField(name, Private)
        ?? throw new MissingFieldException(nameof(Exception), name);
}
