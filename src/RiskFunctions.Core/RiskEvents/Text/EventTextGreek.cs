namespace RiskFunctions.RiskEvents.Text;

/// <summary>Greek, letter by letter as in ISO 843, type 2, without its rules for pairs of letters.</summary>
internal static class EventTextGreek
{
    /// <summary>Greek and Coptic (U+0370 to U+03FF).</summary>
    public static readonly EventTextTable Letters = new(0x0370, """
        _ _ _ _ _ _ _ _ _ _ _ _ _ _ . J
        _ _ _ _ _ _ A - E I I _ O _ Y O
        i A V G D E Z I Th I K L M N X O
        P R _ S T Y F Ch Ps O I Y a e i i
        y a v g d e z i th i k l m n x o
        p r s s t y f ch ps o i y o y o _
        v th Y Y Y f p _ Q q St st W w Q q
        Ss ss _ _ _ _ _ _ _ _ _ _ _ _ _ _
        k r s j Th e _ Sh sh S S s _ _ _ _
        """);

    /// <summary>Greek Extended (U+1F00 to U+1FFF).</summary>
    public static readonly EventTextTable Polytonic = new(0x1F00, """
        a a a a a a a a A A A A A A A A
        e e e e e e _ _ E E E E E E _ _
        i i i i i i i i I I I I I I I I
        i i i i i i i i I I I I I I I I
        o o o o o o _ _ O O O O O O _ _
        y y y y y y y y _ Y _ Y _ Y _ Y
        o o o o o o o o O O O O O O O O
        a a e e i i i i o o y y o o _ _
        a a a a a a a a A A A A A A A A
        i i i i i i i i I I I I I I I I
        o o o o o o o o O O O O O O O O
        a a a a a _ a a A A A A A _ i _
        _ _ i i i _ i i E E I I I _ _ _
        i i i i _ _ i i I I I I _ _ _ _
        y y y y r r y y Y Y Y Y R _ _ _
        _ _ o o o _ o o O O O O O _ _ _
        """);
}
