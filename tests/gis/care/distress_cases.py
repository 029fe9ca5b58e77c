"""Sentences as people type them: those that must bring the crisis panel, and those that must not.

Written apart from data/rules/distress_words.yaml, as a measure of it. What the rules still get wrong stays in the list.
"""

DISTRESS_KO = """
죽고 싶다
너무 죽고싶어요 ㅠㅠ
요즘 죽고 싶다는 생각이 자꾸 들어요
그냥 죽으면 편할 것 같아요
죽으면 다 끝날까
차라리 죽었으면 좋겠다
자살 방법
자살충동이 심해요
자살 생각이 납니다
자살하려고 해요 도와주세요
자살시도 후 퇴원했는데 갈 곳
ㅈ살 마렵다
극단적 선택을 생각하고 있어요
극단적인 생각이 자꾸 들어
목숨을 끊고 싶어요
스스로 목숨을 끊을까 생각해요
살기 싫다
살기가 너무 싫어요
더는 살고 싶지 않다
더 이상 살 이유가 없어요
살아갈 의미가 없다
살아갈 자신이 없어요
사는 게 지옥 같아요
사는게 너무 괴롭다
사는 게 의미가 없어
왜 살아야 하는지 모르겠어요
사라지고 싶어요
그냥 이 세상에서 없어지고 싶다
내가 없어져도 아무도 모를 거야
나 하나 없어지면 다들 편하겠지
세상을 떠나고 싶다
이 세상 하직하고 싶네요
다 끝내고 싶다
이제 그만 끝내고 싶어요
모든 걸 포기하고 싶어요
내일 아침에 눈을 안 떴으면 좋겠다
자다가 그대로 안 깨어났으면
태어나지 말았어야 했어
영원히 잠들고 싶다
자해를 멈출 수가 없어요
딸이 자해를 했어요
아이 팔에 자해 흔적이 있어요
손목을 그었어요
칼로 팔을 긋고 있어요
수면제를 모아뒀어요
약을 많이 먹었어요
약 한움큼 삼켰어
옥상에 올라왔어요 뛰어내릴 거예요
다리 위에서 뛰어내리고 싶다
한강 갈까
한강 물 온도
목 매달고 싶다
유서 쓰는 중
번개탄 피웠어요
남편이 죽어버리겠다고 해요
아들이 죽고 싶다고 문자를 보냈어요
친구가 유서 같은 걸 남겼어요
엄마가 자꾸 죽고싶다 하셔
죽 고 싶 다
주꼬싶다
죽고시프다
뒤지고 싶다 진짜
나 이제 죽을래
죽을 것 같이 힘들어요
우울해서 죽을 것 같아요
나를 죽여줘
아이를 해칠까 봐 무서워요
같이 죽자고 해요
살려주세요
못 살겠어요
""".strip().splitlines()

DISTRESS_EN = """
i want to die
I just wanna die
I wish I was dead
i wish i had never been born
I'm going to kill myself
thinking about killing myself
suicidal thoughts
i feel suicidal
suiside
how to commit suicide
my friend is suicidal
my son said he wants to die
I want to end my life
ending it all tonight
I can't go on anymore
there is no reason to live
no point in living
I don't want to be here anymore
I do not want to wake up tomorrow
tired of living
my life is not worth living
everyone would be better off without me
I took an overdose
she overdosed on pills
I keep cutting myself
cutting my wrists
self harm
I hurt myself when I am sad
thoughts of hurting myself
I want to disappear forever
kms
I want to hang myself
he is going to jump off a bridge
wrote a suicide note
painless ways to die
nothing to live for
I want to kill him
i wanna unalive myself
life is pointless
please help me I want it to stop
""".strip().splitlines()

EVERYDAY_KO = """
배고파 죽겠어
배고파서 죽을 것 같아
더워 죽겠네
추워죽겠다
졸려 죽겠어요
심심해 죽겠다
웃겨 죽는 줄
귀여워 죽겠어
보고싶어 죽겠어
배터리가 죽었어
핸드폰이 죽었어요
화분이 죽었어요
상권이 죽었다
죽을 힘을 다해 노력했어요
죽기 살기로 공부했어요
죽을 각오로 일했습니다
죽여주는 전망
시간 죽이기
전복죽 먹고 싶다
죽 파는 곳
본죽
죽전역
죽도동
대나무숲 죽림동
자살예방센터
자살예방 교육 신청
자살 예방 센터 위치
자살유족 모임
자해석 박물관
피해자 해결
피해자 해바라기센터
노동자 해고 상담
당사자 해설
유서 깊은 절
유서초등학교
뛰어내리는 번지점프
한강공원
한강 다리 야경
한강대로 용산구
목포시
목매기송아지
손목터널증후군
손목 통증
약국
약을 꾸준히 먹고 있어요
수면제 부작용
연탄은행
연탄불고기 맛집
살기 좋은 동네
살고 싶은 동네
살이 안 빠져요
사는 곳 근처
사는 동네에서 가까운 센터
세상에서 제일 가까운 곳
일을 끝내고 갈 수 있는 곳
퇴근하고 끝내는 시간
야근이 끝나고 상담
눈이 안 떠져요 결막염
눈 뜨면 출근이 싫다
아이가 학교를 안 가요
잠이 안 와요
술을 끊고 싶어요
담배를 끊고 싶다
게임을 너무 많이 해요
불안해요
우울해요
공황장애
산후우울증
치매 검사
청소년 상담
부부 상담
무료 상담
번아웃
화가 나서 참을 수 없어요
정신건강의학과
서울역
강남구 테헤란로
칼국수 맛집
칼로리 상담
사라진 반려견 때문에 슬퍼요
""".strip().splitlines()

EVERYDAY_EN = """
my phone died
the battery is dead
a dessert to die for
I am dying to see you
killing time at the station
my feet are killing me
died laughing
dead tired after work
suicide prevention center
suicide prevention training
Suicide Squad
life insurance
life coaching
end of the line
ending my contract
I want to live near the park
where can I live
I cut my hair
cut myself shaving
I want to diet
diet counselling
I can't go on Tuesday
how to book a visit
no point in calling on Sunday
free counselling
I can't sleep
burnout
my child does not go to school
alcohol
postpartum depression
panic attacks
Seoul Station
bridge street
jump rope class
hanging out with friends
overdue bill
anxiety
online help
evening appointments
children's clinic
""".strip().splitlines()
