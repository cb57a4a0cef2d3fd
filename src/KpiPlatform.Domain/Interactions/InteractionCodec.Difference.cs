namespace KpiPlatform.Domain.Interactions;

public static partial class InteractionCodec
{
    /// <summary>Names the fields in which two interactions of one identity differ, as proto field paths such as "purchase.amount" or "occur_time".</summary>
    /// <remarks>
    /// Empty exactly if both say the same. Once the personal part of one is erased, what stood there differs too: compare
    /// <see cref="EncodedInteraction.ContentHash"/> first, which outlives erasure.
    /// </remarks>
    /// <param name="left">One; whole, as sent.</param>
    /// <param name="right">The other.</param>
    public static IReadOnlyList<string> Difference(Interaction left, Interaction right)
    {
        var names = new List<string>();
        var kind = left.Facts.Kind;
        var sameKind = kind == right.Facts.Kind;
        if (left.OccurredAt != right.OccurredAt)
            names.Add("occur_time");

        FieldWriter leftFacts = new(), leftPersonal = new(), rightFacts = new(), rightPersonal = new();
        WriteAll(left, factAttributes: null, leftFacts, leftPersonal);
        WriteAll(right, factAttributes: null, rightFacts, rightPersonal);

        var leftReader = Reader(leftFacts, FieldsAt, left);
        var rightReader = Reader(rightFacts, FieldsAt, right);
        Compare(ref leftReader, ref rightReader, FieldNames.OfHeader, names);
        if (!sameKind)
        {
            names.Add("kind");
            return names;
        }

        leftReader.NextSection();
        rightReader.NextSection();
        Compare(ref leftReader, ref rightReader, number => FieldNames.OfKind(kind, number), names);

        leftReader = Reader(leftPersonal, PersonalFieldsAt, left);
        rightReader = Reader(rightPersonal, PersonalFieldsAt, right);
        Compare(ref leftReader, ref rightReader, _ => "contact", names);
        leftReader.NextSection();
        rightReader.NextSection();
        Compare(ref leftReader, ref rightReader, number => FieldNames.OfKind(kind, number), names);
        return names;
    }

    private static FieldReader Reader(FieldWriter writer, int start, Interaction interaction) =>
        new(writer.Written[start..], interaction.Id, interaction.OccurredAt);

    private static void Compare(ref FieldReader left, ref FieldReader right, Func<int, string> nameOf, List<string> names)
    {
        var leftNumber = left.Next(out var leftValue);
        var rightNumber = right.Next(out var rightValue);
        while (leftNumber != 0 || rightNumber != 0)
        {
            var number = leftNumber == 0 ? rightNumber : rightNumber == 0 ? leftNumber : Math.Min(leftNumber, rightNumber);
            if (leftNumber != rightNumber || !leftValue.SequenceEqual(rightValue))
            {
                var name = nameOf(number);
                if (!names.Contains(name))
                    names.Add(name);
            }

            // Both numbers are compared before either reader moves: a field that one side lacks is passed on the other only.
            var moveLeft = leftNumber == number;
            var moveRight = rightNumber == number;
            if (moveLeft)
                leftNumber = left.Next(out leftValue);
            if (moveRight)
                rightNumber = right.Next(out rightValue);
        }
    }
}
