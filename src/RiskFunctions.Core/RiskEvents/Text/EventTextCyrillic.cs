namespace RiskFunctions.RiskEvents.Text;

/// <summary>Cyrillic as in passports (ICAO Doc 9303, part 3). A letter and its decomposed form read the same; the soft sign is dropped.</summary>
internal static class EventTextCyrillic
{
    /// <summary>Cyrillic (U+0400 to U+04FF).</summary>
    public static readonly EventTextTable Letters = new(0x0400, """
        E E D G Ie Dz I I J Lj Nj C K I U Dz
        A B V G D E Zh Z I I K L M N O P
        R S T U F Kh Ts Ch Sh Shch Ie Y ' E Iu Ia
        a b v g d e zh z i i k l m n o p
        r s t u f kh ts ch sh shch ie y ' e iu ia
        e e d g ie dz i i j lj nj c k i u dz
        O o E e Ie ie E e Ie ie U u Iu iu Ks ks
        Ps ps F f Y y Y y _ _ _ _ _ _ _ _
        _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
        G g G g G g Zh zh Z z K k K k K k
        K k N n Ng ng P p O o S s T t U u
        U u Kh kh Ts ts Ch ch Ch ch H h Ch ch Ch ch
        I Zh zh K k L l N n N n Ch ch M m i
        A a A a Ae ae E e E e E e Zh zh Z z
        Dz dz I i I i O o O o O o E e U u
        U u U u Ch ch G g Y y G g Kh kh Kh kh
        """);
}
